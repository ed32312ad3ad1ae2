#include "hexameter/simulator/model.hpp"

#include <array>
#include <utility>

namespace hexameter::simulator {
namespace {

constexpr std::array<std::pair<Fault, std::string_view>, 7> fault_words{{
    {Fault::none, "none"},
    {Fault::http_error, "http_error"},
    {Fault::html, "html"},
    {Fault::stream_error, "stream_error"},
    {Fault::cut, "cut"},
    {Fault::stall, "stall"},
    {Fault::close, "close"},
}};

constexpr double max_ms = 3'600'000;
constexpr double max_tokens = 32'768;

ModelProfile profile(std::string_view name, std::string_view description, Spread ttft_ms,
                     Spread itl_ms, Spread output_tokens, double accuracy) {
    ModelProfile made;
    made.name = name;
    made.description = description;
    made.ttft_ms = ttft_ms;
    made.itl_ms = itl_ms;
    made.output_tokens = output_tokens;
    made.accuracy = accuracy;
    return made;
}

std::vector<ModelProfile> make_built_in_models() {
    std::vector<ModelProfile> models;
    models.push_back(
        profile("swift", "answers soon and fast", {60, 0.25}, {8, 0.3}, {48, 0.3}, 0.85));
    models.push_back(
        profile("steady", "even gaps between tokens", {120, 0.1}, {20, 0.05}, {64, 0.2}, 0.9));
    models.push_back(
        profile("bursty", "four tokens in one arrival", {150, 0.3}, {60, 0.4}, {80, 0.3}, 0.85));
    models.back().arrival_tokens = 4;
    models.push_back(
        profile("reasoner", "thinks before it answers", {200, 0.2}, {12, 0.2}, {160, 0.4}, 0.98));
    models.back().reasoning_share = 0.6;
    models.push_back(profile("flaky", "fails one time in five, stalls one time in twenty",
                             {80, 0.4}, {12, 0.4}, {48, 0.3}, 0.7));
    models.back().error_rate = 0.2;
    models.back().stall_rate = 0.05;
    models.push_back(profile("slow", "late and slow", {800, 0.4}, {70, 0.3}, {64, 0.3}, 0.95));
    return models;
}

std::string range_error(std::string_view key, double low, double high) {
    return std::string(key) + " must be a number from " +
           std::to_string(static_cast<std::int64_t>(low)) + " to " +
           std::to_string(static_cast<std::int64_t>(high));
}

std::string unknown_key(std::string_view key, std::string_view kind, std::string_view known) {
    return std::string(key) + " is no parameter of the simulator that takes " + std::string(kind) +
           "; those are " + std::string(known);
}

}  // namespace

std::string_view to_string(Fault fault) {
    return fault_words[static_cast<std::size_t>(fault)].second;
}

std::optional<Fault> fault_from(std::string_view word) {
    for (const auto& [fault, name] : fault_words) {
        if (name == word) {
            return fault;
        }
    }
    return std::nullopt;
}

const std::vector<ModelProfile>& built_in_models() {
    static const std::vector<ModelProfile> models = make_built_in_models();
    return models;
}

const ModelProfile* find_model(const std::vector<ModelProfile>& models, std::string_view name) {
    constexpr std::string_view tag = ":latest";
    for (const ModelProfile& model : models) {
        if (model.name == name ||
            (name.ends_with(tag) && model.name == name.substr(0, name.size() - tag.size()))) {
            return &model;
        }
    }
    return nullptr;
}

std::string names_of(const std::vector<ModelProfile>& models) {
    std::string names;
    for (const ModelProfile& model : models) {
        names += (names.empty() ? "" : ", ") + model.name;
    }
    return names;
}

std::string Overrides::set_number(std::string_view key, double value) {
    struct Member {
        std::string_view key;
        std::optional<double> Overrides::*member;
        double low;
        double high;
    };

    static constexpr std::array<Member, 6> members{{
        {"ttft_ms", &Overrides::ttft_ms, 0, max_ms},
        {"itl_ms", &Overrides::itl_ms, 0, max_ms},
        {"tokens", &Overrides::tokens, 1, max_tokens},
        {"accuracy", &Overrides::accuracy, 0, 1},
        {"error_rate", &Overrides::error_rate, 0, 1},
        {"stall_rate", &Overrides::stall_rate, 0, 1},
    }};
    for (const Member& member : members) {
        if (member.key != key) {
            continue;
        }
        if (!(value >= member.low && value <= member.high)) {
            return range_error(key, member.low, member.high);
        }
        this->*member.member = value;
        return {};
    }
    return unknown_key(key, "a number",
                       "ttft_ms, itl_ms, tokens, accuracy, error_rate, stall_rate");
}

std::string Overrides::set_word(std::string_view key, std::string_view value) {
    if (key != "fault") {
        return unknown_key(key, "a word", "fault");
    }
    fault = fault_from(value);
    if (fault) {
        return {};
    }
    std::string known;
    for (const auto& [each, name] : fault_words) {
        known.append(known.empty() ? "" : ", ").append(name);
    }
    return "fault \"" + std::string(value) + "\" is not known; known are " + known;
}

std::string Overrides::set_flag(std::string_view key, bool value) {
    if (key != "pace") {
        return unknown_key(key, "true or false", "pace");
    }
    pace = value;
    return {};
}

ModelProfile apply(ModelProfile profile, const Overrides& overrides) {
    const auto exact = [](Spread& spread, const std::optional<double>& value) {
        if (value) {
            spread = Spread{*value, 0};
        }
    };
    exact(profile.ttft_ms, overrides.ttft_ms);
    exact(profile.itl_ms, overrides.itl_ms);
    exact(profile.output_tokens, overrides.tokens);
    profile.exact_tokens = profile.exact_tokens || overrides.tokens.has_value();
    profile.accuracy = overrides.accuracy.value_or(profile.accuracy);
    profile.error_rate = overrides.error_rate.value_or(profile.error_rate);
    profile.stall_rate = overrides.stall_rate.value_or(profile.stall_rate);
    profile.fault = overrides.fault.value_or(profile.fault);
    profile.pace = overrides.pace.value_or(profile.pace);
    return profile;
}

}  // namespace hexameter::simulator
