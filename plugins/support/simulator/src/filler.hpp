// Sentences about nothing, word by word.
#pragma once

#include <string_view>

#include "hexameter/simulator/random.hpp"

namespace hexameter::simulator {

// "The quiet river carries a small letter slowly." and on. Every token is plain ASCII that stands
// in JSON as it is, in static storage; but the first, words begin with a space, and the full stop
// is a token of its own.
class Filler {
  public:
    // `random` must outlive this. `goes_on`: the first word, too, begins with a space.
    Filler(Random& random, bool goes_on) : random_(random), first_(!goes_on) {}

    [[nodiscard]] std::string_view next();

  private:
    Random& random_;
    unsigned slot_ = 0;
    bool first_;
};

}  // namespace hexameter::simulator
