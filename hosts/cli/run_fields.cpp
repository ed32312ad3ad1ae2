#include "run_fields.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

namespace hexameter::cli {
namespace {

PluginFlag parameter(const std::string& name, PluginFlag::Kind kind) {
    PluginFlag flag;
    flag.flag = name;
    flag.member = name;
    flag.kind = kind;
    return flag;
}

// Names that flags gave something, each once: of two values for one either could be meant.
class Given {
  public:
    explicit Given(Wrong& wrong) : wrong_(wrong) {}

    // False, and an error at the flag, when another one gave it before: the same name, the object
    // that it is in, or a part of it.
    bool first(const std::string& name, const std::string& flag) {
        const auto before = std::find_if(flags_.begin(), flags_.end(), [&name](const auto& other) {
            return other.first == name || name.starts_with(other.first + '.') ||
                   other.first.starts_with(name + '.');
        });
        if (before == flags_.end()) return flags_.emplace(name, flag).second;
        wrong_.add(Error(ErrorCode::config,
                         before->second == flag
                             ? "given twice; keep one"
                             : fmt::format("given by {} too; keep one", before->second),
                         flag));
        return false;
    }

  private:
    Wrong& wrong_;
    std::map<std::string, std::string> flags_;  // by name
};

// Sets one parameter of the run.
Status set_parameter(RunSpec& spec, const PluginFlag& flag,
                     const std::vector<std::string>& values) {
    auto merged = set_member(spec.parameters_json, flag, values);
    if (!merged) return merged.error();
    spec.parameters_json = std::move(merged.value());
    return {};
}

// NAME=VALUE or extra.NAME=VALUE: the value as JSON when it is JSON, or a number that people write
// otherwise (.5, +1), else text. What begins like an object or a list has to be one.
Status set_free_parameter(RunSpec& spec, const std::string& typed, Given& given) {
    const auto equals = typed.find('=');
    if (equals == std::string::npos || equals == 0)
        return Error(ErrorCode::config, "\"" + typed + "\" is not NAME=VALUE", "--param");
    constexpr std::string_view extra = "extra.";
    const auto name = typed.substr(0, equals);
    const auto value = typed.substr(equals + 1);
    auto flag = parameter(name, PluginFlag::Kind::json);
    flag.flag = "--param " + name;
    if (name.starts_with(extra) && name.size() > extra.size()) {
        flag.member = name.substr(extra.size());
        flag.within = "extra";
        if (const auto dot = flag.member.find('.'); dot != std::string::npos)
            return Error(
                ErrorCode::config,
                fmt::format("a name has no dot; give the object: {}{}='{{\"{}\": ...}}'", extra,
                            flag.member.substr(0, dot), flag.member.substr(dot + 1)),
                flag.flag);
    }
    if (!given.first(name, flag.flag)) return {};
    auto as_json = set_parameter(spec, flag, {value});
    if (as_json) return {};
    if (value.starts_with('{') || value.starts_with('['))
        return Error(ErrorCode::config,
                     as_json.error().message() + "; text that begins so goes in double quotes",
                     flag.flag);
    const auto digits = value.find_first_not_of("+-");
    const bool is_word = digits == std::string::npos || value[digits] == '0';  // 05, 007
    flag.kind = PluginFlag::Kind::number;
    if (!is_word && set_parameter(spec, flag, {value})) return {};
    flag.kind = PluginFlag::Kind::text;
    return set_parameter(spec, flag, {value});
}

// Hands the number, when it was typed and the schema allows it, to `take` as JSON.
template <class Take>
void take_number(const char* flag, const std::string& field,
                 const std::optional<std::string>& typed, Wrong& wrong, Take take) {
    if (!typed) return;
    const auto json = run_field(flag, field, *typed);
    if (!json) return wrong.add(json.error());
    take(json.value());
}

template <class Count>
Count to_count(const std::string& json) {
    Count count = 0;
    std::from_chars(json.data(), json.data() + json.size(), count);
    return count;
}

}  // namespace

void set_parameters(RunSpec& spec, const RunFlags& flags, Wrong& wrong) {
    using enum PluginFlag::Kind;
    Given given(wrong);
    const auto set = [&](const char* flag, const std::string& name, PluginFlag::Kind kind,
                         const std::optional<std::string>& typed) {
        take_number(flag, "/definitions/parameters/properties/" + name, typed, wrong,
                    [&](const std::string& json) {
                        given.first(name, flag);
                        wrong.add(set_parameter(spec, parameter(name, kind), {json}));
                    });
    };
    set("--temperature", "temperature", number, flags.temperature);
    set("--top-p", "top_p", number, flags.top_p);
    set("--seed", "seed", whole, flags.seed);
    set("--max-tokens", "max_tokens", whole, flags.max_tokens);
    if (!flags.stop.empty()) {
        given.first("stop", "--stop");
        wrong.add(set_parameter(spec, parameter("stop", list), flags.stop));
    }
    for (const auto& typed : flags.parameters) wrong.add(set_free_parameter(spec, typed, given));
}

void set_numbers(RunSpec& spec, const RunFlags& flags, Wrong& wrong) {
    const auto set = [&]<class Count>(const char* flag, const char* field,
                                      const std::optional<std::string>& typed, Count& to) {
        take_number(flag, field, typed, wrong,
                    [&](const std::string& json) { to = to_count<Count>(json); });
    };
    set("--iterations", "/properties/iterations", flags.iterations, spec.iterations);
    set("--warmup", "/properties/warmup", flags.warmup, spec.warmup);
    set("--concurrency", "/properties/concurrency", flags.concurrency, spec.concurrency);
    set("--run-seed", "/properties/seed", flags.run_seed, spec.seed);
    set("--retries", "/properties/limits/properties/retries", flags.retries, spec.limits.retries);
}

void set_dataset(RunSpec& spec, const RunFlags& flags, Wrong& wrong) {
    auto& dataset = spec.dataset;
    if (!flags.dataset_format.empty()) dataset.format = flags.dataset_format;
    if (flags.shuffle) dataset.shuffle = true;
    const auto set = [&](const char* flag, const char* field,
                         const std::optional<std::string>& typed,
                         std::optional<std::uint64_t>& to) {
        take_number(flag, field, typed, wrong,
                    [&](const std::string& json) { to = to_count<std::uint64_t>(json); });
    };
    set("--sample", "/definitions/dataset/properties/sample", flags.sample, dataset.sample);
    set("--limit", "/definitions/dataset/properties/limit", flags.limit, dataset.limit);
    Given given(wrong);
    for (const auto& typed : flags.fields) {
        const auto equals = typed.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == typed.size())
            wrong.add("--field: \"" + typed + "\" is not MEMBER=COLUMN, such as prompt=question");
        else if (given.first(typed.substr(0, equals), "--field " + typed.substr(0, equals)))
            dataset.fields[typed.substr(0, equals)] = typed.substr(equals + 1);
    }
}

}  // namespace hexameter::cli
