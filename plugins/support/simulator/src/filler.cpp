#include "filler.hpp"

#include <array>

namespace hexameter::simulator {
namespace {

using Words = std::array<std::string_view, 8>;

constexpr Words openings{" The", " A", " This", " That", " Each", " Some", " Our", " One"};
constexpr Words articles{" the", " a", " this", " that", " each", " some", " our", " one"};
constexpr Words adjectives{" quiet", " small", " bright", " early",
                           " heavy", " green", " narrow", " patient"};
constexpr Words nouns{" river", " letter", " engine", " garden",
                      " stone", " window", " market", " signal"};
constexpr Words verbs{" carries", " follows", " measures", " answers",
                      " crosses", " repeats", " keeps",    " opens"};
constexpr Words adverbs{" slowly", " again",  " often", " today",
                        " well",   " nearby", " early", " together"};

// A sentence of eight words, slot by slot; the ninth token is its full stop.
constexpr std::array<const Words*, 8> sentence{&openings, &adjectives, &nouns, &verbs,
                                               &articles, &adjectives, &nouns, &adverbs};

}  // namespace

std::string_view Filler::next() {
    if (slot_ == sentence.size()) {
        slot_ = 0;
        return ".";
    }
    std::string_view word = (*sentence[slot_])[random_.below(8)];
    ++slot_;
    if (first_) {
        first_ = false;
        word.remove_prefix(1);
    }
    return word;
}

}  // namespace hexameter::simulator
