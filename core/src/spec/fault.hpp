// Faults of a text that a person wrote: where each lies, and all of them as one message.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

// Counted from 1; columns are bytes.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
};

struct Fault {
    Place place;
    std::string path;  // "models[1].provider"; empty for the text as a whole
    std::string message;
};

// JSON pointer to place: of a member its key, of an item its first byte.
using Places = std::map<std::string, Place>;

// "/models/1/provider" as "models[1].provider".
[[nodiscard]] std::string field_path(std::string_view pointer);

// `pointer` longer by one member name, escaped as RFC 6901 wants.
[[nodiscard]] std::string child_pointer(std::string_view pointer, std::string_view member);
[[nodiscard]] std::string child_pointer(std::string_view pointer, std::size_t index);

// The place of the pointer, or of the nearest of its parents that has one.
[[nodiscard]] Place place_of(const Places& places, std::string pointer);

// Drops the pointer and what is below it.
void forget(Places& places, const std::string& pointer);

// Where the parts of a spec stand.
struct SpecPlaces {
    std::string name;  // of the run file
    Places places;
    std::filesystem::path prices_file = {};  // that the run file names
    // Pointer to what messages call a part that no file holds: its flag.
    std::map<std::string, std::string> flags = {};
};

// "run.yaml:12:5 models[0].config", its flag, or "models[0].config" without places and for what is
// not in the file.
[[nodiscard]] std::string place_in(const SpecPlaces* places, const std::string& pointer);

// The place of what a plugin says of its configuration: where its message begins with the path of a
// member ("filter[0]: ..."), that member's; else that of `owner` ("/metrics/0").
[[nodiscard]] std::string config_place(const SpecPlaces* places, const std::string& owner,
                                       std::string_view message);

// The place of the byte `offset` in `text`.
[[nodiscard]] Place place_at(std::string_view text, std::size_t offset);

// Of more than so many the rest is counted.
inline constexpr std::size_t most_listed_faults = 20;

// One line per fault, sorted by place: "name:12:5 models[1].provider: message"; "and 3 more".
[[nodiscard]] std::string list_faults(std::string_view name, std::vector<Fault> faults);

}  // namespace hexameter::detail
