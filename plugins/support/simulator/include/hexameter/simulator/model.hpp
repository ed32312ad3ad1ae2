// The simulated models: how each behaves, and the list of those that are built in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::simulator {

// How a reply goes wrong.
enum class Fault {
    none,
    http_error,    // an error (HTTP 500) instead of the first token
    html,          // HTTP 502 with a page of HTML instead of the first token
    stream_error,  // an error object inside the stream, after at least one token
    cut,           // the connection breaks after at least one token
    stall,         // silence after at least one token, until the client leaves
    close          // a whole reply on a connection that announces keep-alive and then closes
};

[[nodiscard]] std::string_view to_string(Fault fault);
[[nodiscard]] std::optional<Fault> fault_from(std::string_view word);

// A positive quantity, log-normal: half of the draws lie below `median`.
struct Spread {
    double median = 0;
    double sigma = 0;  // of the natural logarithm; 0 = always the median
};

// One simulated model. Rates and shares are probabilities from 0 to 1.
struct ModelProfile {
    std::string name;
    std::string description;
    Spread ttft_ms{100, 0.2};
    Spread itl_ms{20, 0.2};            // gap between arrivals
    Spread output_tokens{64, 0.3};     // of filler, reasoning included
    bool exact_tokens = false;         // answers, too, are filled up to output_tokens
    std::uint32_t arrival_tokens = 1;  // tokens that arrive together
    double reasoning_share = 0;        // of the tokens of a filler answer
    double accuracy = 0.9;             // of answers to questions that it knows (knowledge.hpp)
    double error_rate = 0;             // http_error, stream_error and cut, each a third
    double stall_rate = 0;
    Fault fault = Fault::none;  // of every reply
    bool pace = true;           // false: every token at once, as fast as they can be taken
};

// The built-in models: swift, steady, bursty, reasoner, flaky, slow.
[[nodiscard]] const std::vector<ModelProfile>& built_in_models();

// The profile of a name, a trailing ":latest" left aside; null when there is none.
[[nodiscard]] const ModelProfile* find_model(const std::vector<ModelProfile>& models,
                                             std::string_view name);

// "swift, steady, ...": for messages.
[[nodiscard]] std::string names_of(const std::vector<ModelProfile>& models);

// What a user may change of a model, for all requests or for one. A time or a length that is given
// is exact: its spread becomes 0.
struct Overrides {
    std::optional<double> ttft_ms;
    std::optional<double> itl_ms;
    std::optional<double> tokens;
    std::optional<double> accuracy;
    std::optional<double> error_rate;
    std::optional<double> stall_rate;
    std::optional<Fault> fault;
    std::optional<bool> pace;

    // Sets one member by the name that flags, config and request bodies share. Returns what is
    // wrong
    // ("ttft_ms must be a number from 0 to 3600000"), empty when it was taken.
    [[nodiscard]] std::string set_number(std::string_view key, double value);
    [[nodiscard]] std::string set_word(std::string_view key, std::string_view value);
    [[nodiscard]] std::string set_flag(std::string_view key, bool value);
};

// The profile with the overrides that are given.
[[nodiscard]] ModelProfile apply(ModelProfile profile, const Overrides& overrides);

}  // namespace hexameter::simulator
