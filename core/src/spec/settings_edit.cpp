// Invariants:
// 1. The blocks of a text, one after another, are that text.
// 2. A text comes out only when it reads back with the setting as it was asked for.
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <utility>

#include "hexameter/nearest.hpp"
#include "hexameter/settings.hpp"
#include "spec/setting_blocks.hpp"
#include "spec/yaml_scalar.hpp"

namespace hexameter {
namespace detail {
namespace {

// A blank line, a comment, or the mark at which a document begins.
bool holds_nothing(std::string_view line) {
    const auto begin = line.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos || line[begin] == '#' || line.starts_with("---");
}

bool begins_a_field(std::string_view line) {
    return !holds_nothing(line) && std::string_view(" \t-]}").find(line[0]) == std::string::npos;
}

}  // namespace

std::vector<SettingBlock> setting_blocks(std::string_view text) {
    std::vector<SettingBlock> blocks;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        text.remove_prefix(line.size());
        const bool field = begins_a_field(line);
        // What goes on after a comment still belongs to the field before it.
        if (!field && !holds_nothing(line) && blocks.size() > 1 && !blocks.back().field) {
            blocks[blocks.size() - 2].text += blocks.back().text;
            blocks.pop_back();
        }
        if (blocks.empty() || field || (holds_nothing(line) && blocks.back().field))
            blocks.push_back({"", number, field});
        blocks.back().text += line;
    }
    return blocks;
}

std::string top_field(const std::string& key) {
    return key.substr(0, key.find('.'));
}

}  // namespace detail

namespace {

using detail::SettingBlock;

// As it can stand behind "key: ".
std::string scalar(const std::string& text) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+";
    const bool bare = !text.empty() && text.find_first_not_of(plain) == std::string::npos &&
                      text.front() != '-' &&
                      detail::resolve_plain_scalar(text).kind == detail::PlainScalar::Kind::string;
    if (bare) return text;
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.String(text);
    return {buffer.GetString(), buffer.GetSize()};
}

// The field at the top that holds the settings, all of one field; "" for none.
std::string field_of(const SettingKind& kind, const std::vector<Setting>& settings) {
    std::string text;
    for (const auto& one : settings) {
        if (kind.by_provider) {
            text += fmt::format("  {}: {}\n", scalar(one.key.substr(kind.key.size() + 1)),
                                scalar(one.values.front()));
        } else if (kind.list) {
            for (const auto& value : one.values) text += fmt::format("  - {}\n", scalar(value));
        } else {
            return fmt::format("{}: {}\n", kind.key, scalar(one.values.front()));
        }
    }
    return text.empty() ? text : fmt::format("{}:\n{}", kind.key, text);
}

Result<SettingKind> kind_of(const std::string& key) {
    std::vector<std::string> known;
    const auto kinds = setting_kinds();
    for (const auto& kind : kinds) {
        const bool inner = key.starts_with(kind.key + '.') && key.size() > kind.key.size() + 1;
        if (kind.by_provider ? inner : key == kind.key) return kind;
        if (key == kind.key)
            return Error(ErrorCode::config,
                         fmt::format("say of which provider: {}.PROVIDER", kind.key), key);
        known.push_back(kind.key);
    }
    const auto near = nearest_word(detail::top_field(key), known);
    return Error(ErrorCode::config,
                 near ? fmt::format("no such setting; did you mean {}?", *near)
                      : fmt::format("no such setting; there are {}", fmt::join(known, ", ")),
                 key);
}

// What the schema says of the values, and of nothing else.
Status check(const SettingKind& kind, const Setting& setting) {
    if (setting.values.size() > 1 && !kind.list)
        return Error(ErrorCode::config,
                     fmt::format("takes one value, not {}", setting.values.size()), setting.key);
    const auto alone = parse_settings(field_of(kind, {setting}), "");
    if (alone.faults.empty()) return {};
    auto message = alone.faults.front().message;  // ":1:1 color: must be ..."
    message.erase(0, message.find(": ") + 2);
    return Error(ErrorCode::config, message, setting.key);
}

// Its field, or one whose first word is the same.
bool is_of(const SettingBlock& block, const std::string& field) {
    return block.field && block.text.starts_with(field) &&
           std::string_view(": \t\r\n").find((block.text + '\n')[field.size()]) !=
               std::string_view::npos;
}

struct Rewritten {
    std::string text;
    bool was_there = false;  // the field
};

// The text with the field written anew in its place, or at the end; "" takes it out. All else
// stays, what cannot be read too: who takes it out may take out more than is seen.
Rewritten rewritten(const std::string& text, const std::string& field, std::string written) {
    Rewritten out;
    for (const auto& block : detail::setting_blocks(text)) {
        if (is_of(block, field)) {
            out.text += std::exchange(written, "");
            out.was_there = true;
        } else {
            out.text += block.text;
        }
    }
    if (!out.text.empty() && out.text.back() != '\n' && !written.empty()) out.text += '\n';
    out.text += written;
    return out;
}

// The settings of the same field, this one changed.
std::vector<Setting> changed(const std::string& text, const Setting& wanted) {
    auto settings = parse_settings(text, "").values;
    std::erase_if(settings, [&](const Setting& one) {
        return one.key == wanted.key || detail::top_field(one.key) != detail::top_field(wanted.key);
    });
    if (!wanted.values.empty()) settings.push_back(wanted);
    return settings;
}

bool holds(const std::string& text, const Setting& wanted) {
    const auto read = parse_settings(text, "");
    const auto* const now = read.find(wanted.key);
    return now == nullptr ? wanted.values.empty() : now->values.size() == wanted.values.size();
}

}  // namespace

Result<std::string> with_setting(const std::string& text, const std::string& key,
                                 const std::vector<std::string>& values) {
    const Setting wanted{key, values, 0};
    const auto kind = kind_of(key);
    if (!values.empty()) {
        if (!kind) return kind.error();
        if (auto ok = check(kind.value(), wanted); !ok) return ok.error();
    }
    // A field that nobody knows can be taken out.
    auto written = kind ? field_of(kind.value(), changed(text, wanted)) : std::string();
    auto after = rewritten(text, detail::top_field(key), std::move(written));
    if (values.empty() && !after.was_there)
        return kind ? Error(ErrorCode::not_found, "is not set", key) : kind.error();
    if (!holds(after.text, wanted))
        return Error(ErrorCode::config,
                     "stands in a way that only an editor can change; write one field a line, "
                     "without braces around all",
                     key);
    return std::move(after.text);
}

}  // namespace hexameter
