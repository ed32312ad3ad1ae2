// Records to JSON and back from one list of fields each: `describe(archive, record)` names them,
// ArchiveOut writes them, ArchiveIn reads them. Included by .cpp files of this stage and of
// bundles.
//
//   std::optional without a value: no field      Nanos: whole number
//   text that is not UTF-8: {"base64": "..."}    double that is not finite: "nan", "inf", "-inf"
//   map: [{"name": ..., "count": ...}]           enumeration: its word
//
// A reader ignores fields that it does not know and leaves what is missing as it is.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/words.hpp"
#include "hexameter/error.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// `Is<Attempt> auto& x` takes an Attempt and a const Attempt alike.
template <class T, class Plain>
concept Is = std::same_as<std::remove_const_t<T>, Plain>;

template <class T>
concept Enumeration = std::is_enum_v<T>;

template <class T>
concept WholeNumber = std::integral<T> && !std::same_as<T, bool>;

class ArchiveOut {
  public:
    template <class T>
    void operator()(std::string_view name, const T& value) {
        key(name);
        put(value);
    }

    template <class T>
    void operator()(std::string_view name, const std::optional<T>& value) {
        if (value.has_value()) (*this)(name, *value);
    }

    // `json` as a value when it is JSON written without spaces, else as the string that it is: both
    // come back as the same text.
    void json_text(std::string_view name, const std::string& json);

    // `json` as it is: it must be a JSON object. Comes back the same but for spaces and the form of
    // numbers.
    void json_object(std::string_view name, const std::string& json) {
        key(name);
        writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }

    template <class Record>
    [[nodiscard]] static std::string text_of(const Record& record) {
        ArchiveOut out;
        out.put(record);
        return {out.buffer_.GetString(), out.buffer_.GetSize()};
    }

  private:
    void key(std::string_view name) {
        writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }

    void put(bool value) { writer_.Bool(value); }

    void put(double value);
    void put(const std::string& value);

    void put(Nanos value) { writer_.Int64(value.count()); }

    template <WholeNumber T>
    void put(T value) {
        if constexpr (std::is_signed_v<T>)
            writer_.Int64(value);
        else
            writer_.Uint64(value);
    }

    template <Enumeration T>
    void put(T value) {
        put(std::string(to_string(value)));
    }

    template <class T>
    void put(const std::vector<T>& values) {
        writer_.StartArray();
        for (const auto& value : values) put(value);
        writer_.EndArray();
    }

    template <class T>
    void put(const std::map<std::string, T>& values) {
        writer_.StartArray();
        for (const auto& [name, count] : values) {
            writer_.StartObject();
            (*this)("name", name);
            (*this)("count", count);
            writer_.EndObject();
        }
        writer_.EndArray();
    }

    template <class T>
    requires std::is_class_v<T>

    void put(const T& record) {
        writer_.StartObject();
        describe(*this, record);
        writer_.EndObject();
    }

    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

class ArchiveIn {
  public:
    // A field that is there with the wrong type makes the whole record unreadable: `fault` then
    // says which.
    template <class T>
    void operator()(std::string_view name, T& value) {
        const auto* json = field(name);
        if (json != nullptr && !get(*json, value) && fault_->empty()) *fault_ = name;
    }

    template <class T>
    void operator()(std::string_view name, std::optional<T>& value) {
        if (field(name) != nullptr) (*this)(name, value.emplace());
    }

    // The text that the two of ArchiveOut were given.
    void json_text(std::string_view name, std::string& json);

    void json_object(std::string_view name, std::string& json) { json_text(name, json); }

    template <class Record>
    [[nodiscard]] static Result<Record> record_of(std::string_view json) {
        rapidjson::Document document;
        if (auto parsed = parse(document, json); parsed.has_error()) return parsed.error();
        Record record;
        std::string fault;
        ArchiveIn in(document, fault);
        describe(in, record);
        if (!fault.empty())
            return Error(ErrorCode::io, "the field '" + fault + "' has the wrong type or range");
        return record;
    }

  private:
    ArchiveIn(const rapidjson::Value& object, std::string& fault)
        : object_(&object), fault_(&fault) {}

    [[nodiscard]] static Status parse(rapidjson::Document& document, std::string_view json);
    [[nodiscard]] const rapidjson::Value* field(std::string_view name) const;

    static bool get(const rapidjson::Value& json, bool& value);
    static bool get(const rapidjson::Value& json, double& value);
    static bool get(const rapidjson::Value& json, std::string& value);
    static bool get(const rapidjson::Value& json, Nanos& value);

    template <WholeNumber T>
    static bool get(const rapidjson::Value& json, T& value) {
        if constexpr (std::is_signed_v<T>) {
            if (!json.IsInt64() || !std::in_range<T>(json.GetInt64())) return false;
            value = static_cast<T>(json.GetInt64());
        } else {
            if (!json.IsUint64() || !std::in_range<T>(json.GetUint64())) return false;
            value = static_cast<T>(json.GetUint64());
        }
        return true;
    }

    template <Enumeration T>
    static bool get(const rapidjson::Value& json, T& value) {
        std::string word;
        return get(json, word) && read_word(word, value);
    }

    template <class T>
    bool get(const rapidjson::Value& json, std::vector<T>& values) {
        if (!json.IsArray()) return false;
        values.resize(json.Size());
        bool good = true;
        for (rapidjson::SizeType i = 0; i < json.Size(); ++i) good &= get(json[i], values[i]);
        return good;
    }

    template <class T>
    bool get(const rapidjson::Value& json, std::map<std::string, T>& values) {
        if (!json.IsArray()) return false;
        for (const auto& entry : json.GetArray()) {
            if (!entry.IsObject()) return false;
            std::string name;
            T count{};
            ArchiveIn in(entry, *fault_);
            in("name", name);
            in("count", count);
            values.insert_or_assign(std::move(name), count);
        }
        return true;
    }

    template <class T>
    requires std::is_class_v<T>

    bool get(const rapidjson::Value& json, T& record) {
        if (!json.IsObject()) return false;
        ArchiveIn in(json, *fault_);
        describe(in, record);
        return true;
    }

    static bool read_word(std::string_view word, IterationStatus& value);
    static bool read_word(std::string_view word, RunStatus& value);
    static bool read_word(std::string_view word, Direction& value);
    static bool read_word(std::string_view word, Aggregate& value);
    static bool read_word(std::string_view word, Instrument::Limited& value);
    static bool read_word(std::string_view word, ErrorCode& value);

    const rapidjson::Value* object_;
    std::string* fault_;
};

}  // namespace hexameter::detail
