#include "hexameter/simulator/definition.hpp"

#include <charconv>

namespace hexameter::simulator {
namespace {

// Names go into JSON, URLs and command lines as they are.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of(
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789._:/-") == std::string_view::npos;
}

std::string set_member(Overrides& overrides, std::string_view item) {
    const std::size_t sign = item.find('=');
    if (sign == std::string_view::npos) {
        return "\"" + std::string(item) + "\" is not key=value";
    }
    const std::string_view key = item.substr(0, sign);
    const std::string_view value = item.substr(sign + 1);
    if (value == "true" || value == "false") {
        return overrides.set_flag(key, value == "true");
    }
    double number = 0;
    const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (bad == std::errc{} && end == value.data() + value.size()) {
        return overrides.set_number(key, number);
    }
    return overrides.set_word(key, value);
}

}  // namespace

std::string add_model(std::vector<ModelProfile>& models, std::string_view name,
                      std::string_view like, const Overrides& overrides) {
    if (!is_plain_name(name)) {
        return "a model's name is made of letters, digits and . _ : / -, not \"" +
               std::string(name) + "\"";
    }
    const ModelProfile* base = find_model(models, like);
    if (base == nullptr) {
        return "model " + std::string(name) + ": there is no model \"" + std::string(like) +
               "\" to be like; known are " + names_of(models);
    }
    ModelProfile made = apply(*base, overrides);
    made.name = name;
    made.description = "like " + base->name;
    for (ModelProfile& present : models) {
        if (present.name == name) {
            present = std::move(made);
            return {};
        }
    }
    models.push_back(std::move(made));
    return {};
}

std::string add_model(std::vector<ModelProfile>& models, std::string_view line) {
    const std::size_t sign = line.find('=');
    if (sign == std::string_view::npos) {
        return "a model is name=like[,key=value...], not \"" + std::string(line) + "\"";
    }
    std::size_t comma = line.find(',', sign);
    const std::string_view like = line.substr(sign + 1, comma - sign - 1);
    Overrides overrides;
    while (comma != std::string_view::npos) {
        const std::size_t next = line.find(',', comma + 1);
        std::string wrong = set_member(overrides, line.substr(comma + 1, next - comma - 1));
        if (!wrong.empty()) {
            return "model " + std::string(line.substr(0, sign)) + ": " + wrong;
        }
        comma = next;
    }
    return add_model(models, line.substr(0, sign), like, overrides);
}

}  // namespace hexameter::simulator
