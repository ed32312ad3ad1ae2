// Invariants:
// 1. A value is given only when the schema allows it and nothing about it is a fault.
// 2. No message quotes a value that may be a key.
#include "hexameter/settings.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "base/environment.hpp"
#include "base/read_file.hpp"
#include "base/secrecy.hpp"
#include "spec/embedded.hpp"
#include "spec/json_schema.hpp"
#include "spec/schema_node.hpp"
#include "spec/setting_blocks.hpp"
#include "spec/source_text.hpp"

namespace hexameter {
namespace {

namespace fs = std::filesystem;
using detail::environment;
using detail::text_of;

constexpr std::uint64_t largest_file_bytes = 1 << 20;

rapidjson::Document parsed(std::string_view json) {
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    return document;
}

// As typed and kept: "~/runs" is in the user's folder, others start at the file's.
std::string path_from(const std::string& written, const fs::path& file) {
    const auto user = environment("HOME");
    if (written.starts_with("~/") && !user.empty())
        return (fs::path(user) / written.substr(2)).string();
    std::error_code failed;
    const auto folder = fs::absolute(file, failed).parent_path();
    return (failed ? fs::path(written) : folder / written).lexically_normal().string();
}

std::vector<std::string> words_of(const rapidjson::Value& value) {
    std::vector<std::string> words;
    if (value.IsString()) words.emplace_back(text_of(value));
    if (value.IsArray())
        for (const auto& one : value.GetArray())
            if (one.IsString()) words.emplace_back(text_of(one));
    return words;
}

bool has_a_key(const std::string& name, const rapidjson::Value& value) {
    for (const auto& word : words_of(value))
        if (detail::holds_a_key(name, word) || detail::told_value("", word) == detail::hidden)
            return true;
    return detail::holds_a_key(name, "");
}

class Reader {
  public:
    explicit Reader(Settings& to) : to_(to), kinds_(setting_kinds()) {}

    // `line_before`: how many lines of the file lie before this text.
    void read(std::string_view text, std::size_t lines_before) {
        lines_before_ = lines_before;
        auto source = detail::read_source_text(text, to_.file.string());
        well_formed_ = well_formed_ && source.faults.empty();
        for (const auto& fault : source.faults) add(fault);
        if (source.json.empty()) return;
        const auto document = parsed(source.json);
        if (!document.IsObject())
            return add({{}, "", "holds no settings; write one a line, as `color: never`"});
        std::vector<std::string> keys = refuse_secrets(document, source.places);
        const auto misfits =
            detail::check_against_schema(source.json, std::string(embedded::config_schema));
        for (const auto& misfit : misfits ? misfits.value() : std::vector<SpecFault>{}) {
            const auto top = misfit.pointer.substr(1, misfit.pointer.find('/', 1) - 1);
            if (std::find(keys.begin(), keys.end(), top) != keys.end()) continue;
            add({place_of(source.places, misfit.pointer), detail::field_path(misfit.pointer),
                 misfit.message});
        }
        for (const auto& member : document.GetObject()) take(member, source.places);
    }

    // Whether all that was read is YAML, and holds no field twice.
    [[nodiscard]] bool well_formed() const { return well_formed_; }

  private:
    void add(const detail::Fault& fault) {
        auto place = fault;
        place.place.line += lines_before_;
        to_.faults.push_back({fault.path, detail::list_faults(to_.file.string(), {place})});
    }

    // The fields that hold keys, which no further fault is to quote.
    std::vector<std::string> refuse_secrets(const rapidjson::Document& document,
                                            const detail::Places& places) {
        std::vector<std::string> keys;
        const auto look = [&](const std::string& pointer, const auto& member) {
            const std::string name(text_of(member.name));
            if (!has_a_key(name, member.value)) return;
            keys.push_back(pointer.substr(1, pointer.find('/', 1) - 1));
            add({place_of(places, pointer), detail::field_path(pointer),
                 "a key or password has no place in this file; take it out, and keep it in an "
                 "environment variable"});
        };
        for (const auto& member : document.GetObject()) {
            const auto pointer = detail::child_pointer("", text_of(member.name));
            look(pointer, member);
            if (!member.value.IsObject()) continue;
            for (const auto& inner : member.value.GetObject())
                look(detail::child_pointer(pointer, text_of(inner.name)), inner);
        }
        return keys;
    }

    void take(const rapidjson::Value::Member& member, const detail::Places& places) {
        const std::string key(text_of(member.name));
        const auto kind = std::find_if(kinds_.begin(), kinds_.end(),
                                       [&](const SettingKind& one) { return one.key == key; });
        if (kind == kinds_.end() || to_.fault_of(key) != nullptr) return;
        const auto line = place_of(places, detail::child_pointer("", key)).line + lines_before_;
        if (!member.value.IsObject()) {
            auto words = words_of(member.value);
            if (kind->path)
                for (auto& word : words) word = path_from(word, to_.file);
            return put({key, std::move(words), line});
        }
        for (const auto& inner : member.value.GetObject()) {
            const auto pointer =
                detail::child_pointer(detail::child_pointer("", key), text_of(inner.name));
            put({fmt::format("{}.{}", key, text_of(inner.name)), words_of(inner.value),
                 place_of(places, pointer).line + lines_before_});
        }
    }

    void put(Setting setting) {
        const auto same = [&](const Setting& other) { return other.key == setting.key; };
        const auto first = std::find_if(to_.values.begin(), to_.values.end(), same);
        if (first == to_.values.end()) return to_.values.push_back(std::move(setting));
        add({{setting.line - lines_before_, 1},
             setting.key,
             fmt::format("stands in line {} already; keep one", first->line)});
        to_.values.erase(first);
    }

    Settings& to_;
    std::vector<SettingKind> kinds_;
    std::size_t lines_before_ = 0;
    bool well_formed_ = true;
};

bool is_blank(std::string_view text) {
    const auto blocks = detail::setting_blocks(text);
    return std::none_of(blocks.begin(), blocks.end(),
                        [](const detail::SettingBlock& block) { return block.field; });
}

}  // namespace

std::vector<SettingKind> setting_kinds() {
    std::vector<SettingKind> kinds;
    const auto schema = parsed(embedded::config_schema);
    for (const auto& member : schema["properties"].GetObject()) {
        auto& kind = kinds.emplace_back();
        kind.key = text_of(member.name);
        const auto text = [&](const char* name) {
            const auto* found = detail::find_member(member.value, name);
            return found == nullptr ? std::string() : std::string(text_of(*found));
        };
        kind.help = text("description");
        kind.default_value = text("default");
        kind.list = text("type") == "array";
        kind.by_provider = text("type") == "object";
        kind.path = detail::find_member(member.value, "x-path") != nullptr;
        if (const auto* choices = detail::find_member(member.value, "enum"))
            kind.choices = words_of(*choices);
    }
    return kinds;
}

const Setting* Settings::find(const std::string& key) const {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const Setting& one) { return one.key == key; });
    return found == values.end() ? nullptr : &*found;
}

const SettingFault* Settings::fault_of(const std::string& key) const {
    const auto found = std::find_if(faults.begin(), faults.end(), [&](const SettingFault& fault) {
        return fault.key.empty() || fault.key == key || fault.key.starts_with(key + '.') ||
               fault.key.starts_with(key + '[') || key.starts_with(fault.key + '.');
    });
    return found == faults.end() ? nullptr : &*found;
}

Result<fs::path> settings_file() {
    if (const auto named = environment("HEXAMETER_CONFIG"); !named.empty()) return fs::path(named);
    const fs::path place = fs::path("hexameter") / "config.yaml";
    // The XDG base directory specification ignores relative paths.
    if (const fs::path config = environment("XDG_CONFIG_HOME"); config.is_absolute())
        return config / place;
    if (const fs::path user = environment("HOME"); user.is_absolute())
        return user / ".config" / place;
    return Error(ErrorCode::config,
                 "there is no place for a configuration: neither HEXAMETER_CONFIG nor HOME is "
                 "set; set HEXAMETER_CONFIG to a file");
}

Settings parse_settings(const std::string& text, const fs::path& file) {
    Settings settings;
    settings.file = file;
    if (is_blank(text)) return settings;
    Reader whole(settings);
    whole.read(text, 0);
    if (whole.well_formed()) return settings;
    // What is right by itself counts: a quote that is never closed would take the rest with it.
    Settings parts;
    parts.file = file;
    Reader reader(parts);
    for (const auto& block : detail::setting_blocks(text)) {
        if (!block.field) continue;
        const auto before = parts.faults.size();
        reader.read(block.text, block.first_line - 1);
        const auto name = block.text.substr(0, block.text.find_first_of(": \n"));
        for (auto i = before; i < parts.faults.size(); ++i)
            if (parts.faults[i].key.empty()) parts.faults[i].key = name;
    }
    return parts.faults.empty() ? settings : parts;
}

Settings read_settings(const fs::path& file) {
    std::error_code absent;
    if (!fs::exists(file, absent) && absent != std::errc::permission_denied) {
        Settings none;
        none.file = file;
        return none;
    }
    const auto text = detail::read_text_file(file, "configuration", largest_file_bytes);
    if (text) return parse_settings(text.value(), file);
    Settings unread;
    unread.file = file;
    unread.faults.push_back({"", text.error().text()});
    return unread;
}

}  // namespace hexameter
