// A prototype of the first look as compiled code: every form that stands in a sentence is found, and each of its likely
// originals is scored in context by KenLM. Built and run by benchmarks/kernel.py, not part of the program.
//
//     kernel LM_BINARY FORMS SENTENCES      sentences: tokens joined by a space, one a line
//
// A line of FORMS is `form TAB original;score TAB ...`, the score that without context. Prints tokens, originals scored in
// context, seconds of the pass (best of five) and of scoring the same sentences once.
#include "lm/model.hh"
#include "lm/virtual_interface.hh"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using Words = std::vector<lm::WordIndex>;

constexpr float LM = 0.436f;  // as in models/en/weights.toml
constexpr int ROUNDS = 5;

struct Candidate {
    Words words;
    float alone;
};

struct Entry {
    std::vector<Candidate> candidates;
    bool continues = false;
};

std::vector<std::string> split(const std::string &text, char at) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);) out.push_back(part);
    return out;
}

class Look {
  public:
    explicit Look(const char *path) {
        lm::ngram::Config config;
        config.load_method = util::LAZY;
        model_.reset(lm::ngram::LoadVirtual(path, config));
        size_ = model_->StateSize();
        one_.resize(size_);
        other_.resize(size_);
    }

    void read_table(const char *path) {
        std::ifstream file(path);
        std::string line;
        while (std::getline(file, line)) {
            const auto cells = split(line, '\t');
            Entry &entry = table_[cells[0]];
            for (size_t i = 1; i < cells.size(); ++i) {
                const auto parts = split(cells[i], ';');
                entry.candidates.push_back({words_of(parts[0]), std::stof(parts[1])});
            }
            for (size_t space = cells[0].find(' '); space != std::string::npos; space = cells[0].find(' ', space + 1))
                table_[cells[0].substr(0, space)].continues = true;
        }
    }

    // Scores of the words of a sentence, and the states before each of them.
    void read(const std::vector<std::string> &tokens) {
        const size_t count = tokens.size();
        states_.resize((count + 2) * size_);
        ids_.resize(count + 1);
        scores_.resize(count + 1);
        model_->BeginSentenceWrite(states_.data());
        for (size_t i = 0; i < count; ++i) ids_[i] = model_->BaseVocabulary().Index(tokens[i]);
        ids_[count] = model_->BaseVocabulary().EndSentence();
        for (size_t i = 0; i <= count; ++i) scores_[i] = model_->BaseScore(state(i), ids_[i], state(i + 1));
    }

    // The number of candidates of a sentence that are scored in context.
    size_t measure(const std::vector<std::string> &tokens) {
        size_t found = 0;
        std::string phrase;
        for (size_t start = 0; start < tokens.size(); ++start) {
            phrase = tokens[start];
            for (size_t end = start + 1;; phrase += ' ', phrase += tokens[end++]) {
                const auto entry = table_.find(phrase);
                if (entry == table_.end()) break;
                for (const Candidate &c : entry->second.candidates) {
                    ++found;
                    total += LM * exchanged(start, end, c.words) + c.alone;
                }
                if (end == tokens.size() || !entry->second.continues) break;
            }
        }
        return found;
    }

    double total = 0;

  private:
    char *state(size_t i) { return states_.data() + i * size_; }

    // Change of log10 P over the candidate's words and those after it, until the state is what it was.
    float exchanged(size_t start, size_t end, const Words &words) {
        float change = 0;
        const char *at = state(start);
        char *out = one_.data(), *spare = other_.data();
        const auto step = [&](lm::WordIndex word) {
            change += model_->BaseScore(at, word, out);
            at = out;
            std::swap(out, spare);
        };
        for (const lm::WordIndex word : words) step(word);
        for (size_t i = start; i < end; ++i) change -= scores_[i];
        for (size_t i = end; i < ids_.size() && i < end + model_->Order() - 1; ++i) {
            step(ids_[i]);
            change -= scores_[i];
            if (!std::memcmp(at, state(i + 1), size_)) break;
        }
        return change;
    }

    Words words_of(const std::string &text) const {
        Words out;
        for (const std::string &word : split(text, ' ')) out.push_back(model_->BaseVocabulary().Index(word));
        return out;
    }

    std::unique_ptr<lm::base::Model> model_;
    size_t size_;
    std::unordered_map<std::string, Entry> table_;
    std::vector<char> states_, one_, other_;
    Words ids_;
    std::vector<float> scores_;
};

template <class Work> double best_of(Work work) {
    double best = 1e9;
    for (int round = 0; round < ROUNDS; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

int main(int, char **arguments) {
    Look look(arguments[1]);
    look.read_table(arguments[2]);
    std::vector<std::vector<std::string>> sentences;
    std::ifstream file(arguments[3]);
    size_t tokens = 0, candidates = 0;
    for (std::string line; std::getline(file, line);) {
        sentences.push_back(split(line, ' '));
        tokens += sentences.back().size();
    }
    const double pass = best_of([&] {
        candidates = 0;
        for (const auto &sentence : sentences) {
            look.read(sentence);
            candidates += look.measure(sentence);
        }
    });
    const double raw = best_of([&] {
        for (const auto &sentence : sentences) look.read(sentence);
    });
    std::printf("%zu %zu %.6f %.6f\n", tokens, candidates, pass, raw);
    return look.total == 0;
}
