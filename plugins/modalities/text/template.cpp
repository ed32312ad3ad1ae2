#include "template.hpp"

#include "support/json/json_writer.hpp"

namespace hexameter::text {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t from = text.find_first_not_of(space);
    return from == std::string_view::npos
               ? std::string_view()
               : text.substr(from, text.find_last_not_of(space) - from + 1);
}

}  // namespace

std::string known_fields(const plugin_json::Value& sample) {
    std::string names;
    for (const auto& member : sample.GetObject()) {
        const std::string_view name = plugin_json::text_of(member.name);
        const char* const quote = trimmed(name) == name ? "" : "\"";
        names.append(names.empty() ? "" : ", ").append(quote).append(name).append(quote);
    }
    return names.empty() ? "none" : names;
}

Template::Template(std::string_view text) {
    while (!text.empty()) {
        const std::size_t open = text.find("{{");
        if (open != 0) {
            pieces_.push_back({std::string(text.substr(0, open)), false});
        }
        if (open == std::string_view::npos) {
            return;
        }
        const std::size_t close = text.find("}}", open + 2);
        const std::string_view name = close == std::string_view::npos
                                          ? std::string_view()
                                          : trimmed(text.substr(open + 2, close - open - 2));
        if (name.empty()) {
            throw sdk::Error(sdk::Status::config,
                             "the template has \"{{\" without a field's name and \"}}\" at \"" +
                                 std::string(text.substr(open, 40)) + "\"");
        }
        pieces_.push_back({std::string(name), true});
        text.remove_prefix(close + 2);
    }
}

std::string Template::fill(const plugin_json::Value& sample) const {
    std::string filled;
    for (const Piece& piece : pieces_) {
        if (!piece.variable) {
            filled.append(piece.text);
            continue;
        }
        const plugin_json::Value* field = plugin_json::find(sample, {std::string_view(piece.text)});
        if (field == nullptr) {
            throw sdk::Error(sdk::Status::bad_argument,
                             "the template asks for the field \"" + piece.text +
                                 "\", which the sample lacks; it has: " + known_fields(sample));
        }
        filled.append(field->IsString() ? std::string(plugin_json::text_of(*field))
                                        : plugin_json::to_text(*field));
    }
    return filled;
}

}  // namespace hexameter::text
