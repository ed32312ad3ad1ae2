// Writes JSON that is valid whatever comes in: bytes that are no UTF-8 become U+FFFD, numbers that
// JSON has no word for become null. Characters that steer a terminal are written as \uXXXX.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace hexameter::detail {

// The caller opens and closes in pairs and gives each member a key.
class JsonOut {
  public:
    JsonOut();
    ~JsonOut();
    JsonOut(const JsonOut&) = delete;
    JsonOut& operator=(const JsonOut&) = delete;

    JsonOut& open_object();
    JsonOut& close_object();
    JsonOut& open_array();
    JsonOut& close_array();
    JsonOut& key(std::string_view name);

    JsonOut& text(std::string_view value);
    JsonOut& number(double value);
    JsonOut& whole(std::int64_t value);
    JsonOut& count(std::uint64_t value);
    JsonOut& boolean(bool value);
    JsonOut& null();
    // JSON that somebody else wrote; what is no JSON becomes a string, "" becomes null.
    JsonOut& json(std::string_view value);

    template <class T>
    JsonOut& member(std::string_view name, const T& value) {
        key(name);
        if constexpr (std::is_same_v<T, bool>)
            return boolean(value);
        else if constexpr (std::is_floating_point_v<T>)
            return number(value);
        else if constexpr (std::is_unsigned_v<T>)
            return count(value);
        else if constexpr (std::is_integral_v<T>)
            return whole(value);
        else
            return text(value);
    }

    // null when absent.
    template <class T>
    JsonOut& member(std::string_view name, const std::optional<T>& value) {
        return value ? member(name, *value) : key(name).null();
    }

    // Nothing at all when absent.
    template <class T>
    JsonOut& member_if(std::string_view name, const std::optional<T>& value) {
        return value ? member(name, *value) : *this;
    }

    // What was written since it was last taken.
    [[nodiscard]] std::string take();

  private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace hexameter::detail
