#include "spec/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace hexameter::detail {
namespace {

bool is_index(std::string_view token) {
    return !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string unescaped(std::string_view token) {
    std::string name;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool escape = token[i] == '~' && i + 1 < token.size();
        if (!escape) {
            name += token[i];
            continue;
        }
        name += token[++i] == '1' ? '/' : '~';
    }
    return name;
}

// "filter[0]: ..." as "/filter/0"; "" for what begins with no path.
std::string leading_pointer(std::string_view message) {
    const auto path = message.substr(0, message.find(": "));
    std::string pointer = "/";
    for (const char c : path) {
        if (c == '[' || c == '.')
            pointer += '/';
        else if (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
            pointer += c;
        else if (c != ']')
            return {};
    }
    return path.size() == message.size() ? std::string() : pointer;
}

}  // namespace

std::string field_path(std::string_view pointer) {
    std::string path;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto token = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(token.size());
        if (is_index(token)) {
            path.append("[").append(token).append("]");
        } else {
            if (!path.empty()) path += '.';
            path += unescaped(token);
        }
    }
    return path;
}

std::string child_pointer(std::string_view pointer, std::string_view member) {
    std::string child(pointer);
    child += '/';
    for (const char c : member) {
        if (c == '~')
            child += "~0";
        else if (c == '/')
            child += "~1";
        else
            child += c;
    }
    return child;
}

std::string child_pointer(std::string_view pointer, std::size_t index) {
    return fmt::format("{}/{}", pointer, index);
}

Place place_of(const Places& places, std::string pointer) {
    while (true) {
        const auto found = places.find(pointer);
        if (found != places.end()) return found->second;
        if (pointer.empty()) return {};
        pointer.resize(pointer.rfind('/'));
    }
}

void forget(Places& places, const std::string& pointer) {
    std::erase_if(places, [&pointer](const auto& one) {
        return (one.first + '/').starts_with(pointer + '/');
    });
}

std::string place_in(const SpecPlaces* places, const std::string& pointer) {
    const auto top = pointer.substr(0, pointer.find('/', 1));
    if (places != nullptr)
        if (const auto flag = places->flags.find(pointer); flag != places->flags.end())
            return flag->second;
    if (places == nullptr || places->name.empty() ||
        (!top.empty() && !places->places.contains(top)))
        return field_path(pointer);
    const auto place = place_of(places->places, pointer);
    return fmt::format("{}:{}:{} {}", places->name, place.line, place.column, field_path(pointer));
}

std::string config_place(const SpecPlaces* places, const std::string& owner,
                         std::string_view message) {
    if (places == nullptr) return place_in(places, owner);
    const auto config = owner + "/config";
    for (auto pointer = config + leading_pointer(message); pointer.size() > config.size();
         pointer.resize(pointer.rfind('/')))
        if (places->flags.contains(pointer) || places->places.contains(pointer))
            return place_in(places, pointer);
    return place_in(places, owner);
}

Place place_at(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const auto line_start = before.rfind('\n');
    const auto column =
        line_start == std::string_view::npos ? before.size() : before.size() - line_start - 1;
    return {line, column + 1};
}

std::string list_faults(std::string_view name, std::vector<Fault> faults) {
    std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    const auto more = faults.size() - std::min(faults.size(), most_listed_faults);
    faults.resize(faults.size() - more);
    std::string list;
    for (const auto& fault : faults) {
        if (!list.empty()) list += '\n';
        fmt::format_to(std::back_inserter(list), "{}:{}:{}{}{}: {}", name, fault.place.line,
                       fault.place.column, fault.path.empty() ? "" : " ", fault.path,
                       fault.message);
    }
    if (more > 0) list += fmt::format("\nand {} more", more);
    return list;
}

}  // namespace hexameter::detail
