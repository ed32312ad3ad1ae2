#include "dataset/collector.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <set>
#include <utility>

#include "base/utf8.hpp"
#include "spec/fault.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

// Walks over one row: is it an object, how deep, which fields stand twice, and what does its field
// "id" hold. Nothing else is kept, so that a large data set costs no tree per line.
class RowHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, RowHandler> {
  public:
    enum class Id { none, given, wrong };

    // NOLINTBEGIN(readability-identifier-naming): RapidJSON's handler concept
    bool Default() { return value(Id::wrong, {}); }

    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        return value(size > 0 ? Id::given : Id::wrong, std::string_view(text, size));
    }

    bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        return value(Id::given, std::string_view(text, size));
    }

    bool Key(const char* name, rapidjson::SizeType size, bool /*copy*/) {
        auto& level = levels_.back();
        const auto [key, added] = level.names.emplace(name, size);
        level.name = &*key;
        if (!added) repeated_.push_back(pointer());
        return true;
    }

    bool StartObject() { return open(false); }

    bool StartArray() { return !levels_.empty() && open(true); }

    bool EndObject(rapidjson::SizeType /*members*/) { return close(); }

    bool EndArray(rapidjson::SizeType /*items*/) { return close(); }

    // NOLINTEND(readability-identifier-naming)

    [[nodiscard]] Id state() const { return state_; }

    [[nodiscard]] const std::string& id() const { return id_; }

    [[nodiscard]] bool too_deep() const { return levels_.size() >= deepest_nest; }

    // Pointers of fields that were there already.
    [[nodiscard]] const std::vector<std::string>& repeated() const { return repeated_; }

  private:
    struct Level {
        bool array = false;
        std::size_t items = 0;        // that have begun
        std::set<std::string> names;  // an object's keys so far
        const std::string* name = nullptr;
    };

    [[nodiscard]] std::string pointer() const {
        std::string pointer;
        for (const auto& level : levels_)
            pointer = level.array ? child_pointer(pointer, level.items - 1)
                                  : child_pointer(pointer, *level.name);
        return pointer;
    }

    // A value begins; whether it is that of the field "id".
    bool begin() {
        if (levels_.empty()) return false;
        auto& level = levels_.back();
        ++level.items;
        return levels_.size() == 1 && *level.name == "id";
    }

    bool value(Id state, std::string_view text) {
        if (levels_.empty()) return false;
        if (!begin()) return true;
        state_ = state;
        id_ = text;
        return true;
    }

    bool open(bool array) {
        if (too_deep()) return false;
        if (begin()) state_ = Id::wrong;
        levels_.push_back({array, 0, {}, nullptr});
        return true;
    }

    bool close() {
        levels_.pop_back();
        return true;
    }

    Id state_ = Id::none;
    std::string id_;
    std::vector<Level> levels_;
    std::vector<std::string> repeated_;
};

}  // namespace

std::string invalid_utf8_words(char byte) {
    return fmt::format("the byte 0x{:02X} is not valid UTF-8; save the file as UTF-8",
                       static_cast<unsigned char>(byte));
}

SampleCollector::SampleCollector(const DatasetSpec& spec, const SpecPlaces* places,
                                 const JsonSchema* schema, RowShape shape)
    : spec_(spec), places_(places), schema_(schema), shape_(std::move(shape)) {}

void SampleCollector::fault(std::uint64_t line, std::string_view field, std::string_view message) {
    const auto place = sample_place(spec_, places_, line);
    fault(field.empty() ? place : fmt::format("{} {}", place, field), message);
}

void SampleCollector::fault(const Row& row, std::string_view field, std::string_view message) {
    if (!array_) return fault(row.place.line, field, message);
    const auto* const gap = field.empty() ? "" : " ";
    fault(row.place.line, fmt::format("sample {}{}{}", row.number, gap, field), message);
}

void SampleCollector::fault(Place place, std::string_view message) {
    fault(fmt::format("{}:{}", sample_place(spec_, places_, place.line), place.column), message);
}

void SampleCollector::fault(std::string_view place, std::string_view message) {
    if (++faults_ > most_listed_faults) return;
    fmt::format_to(std::back_inserter(fault_list_), "{}{}: {}", fault_list_.empty() ? "" : "\n",
                   place, message);
}

void SampleCollector::add(const Row& row) {
    if (const auto bad = first_invalid_utf8(row.json))
        return fault(place_within(row, *bad), invalid_utf8_words(row.json[*bad]));
    auto id = id_of(row);
    if (!id) return;
    std::string json;
    if (shape_.plain()) {
        json = row.json;
    } else {
        auto sample = shaped(row);
        if (!sample) return;
        json = std::move(*sample);
        id = id_of({json, row.number, row.place});
        if (!id) return;
    }
    if (id->empty()) id = fmt::format("{}", row.number);
    if (!fits_schema(json, row) || !is_new(*id, row)) return;
    if (faults_ == 0) samples_.push_back({std::move(*id), std::move(json), row.place.line});
}

Place SampleCollector::place_within(const Row& row, std::size_t offset) const {
    if (spec_.file.empty()) return {row.place.line, offset + 1};
    const auto at = place_at(row.json, offset);
    return {row.place.line + at.line - 1,
            at.line == 1 ? row.place.column + at.column - 1 : at.column};
}

std::optional<std::string> SampleCollector::id_of(const Row& row) {
    RowHandler handler;
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(row.json.data(), row.json.size());
    const auto result =
        reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
            stream, handler);
    if (result.IsError()) {
        if (handler.too_deep())
            fault(row, "", fmt::format("nested deeper than {} levels", deepest_nest));
        else if (result.Code() == rapidjson::kParseErrorTermination)
            fault(row, "", "a sample must be an object: {\"prompt\": ...}");
        else
            fault(place_within(row, result.Offset()),
                  fmt::format("not valid JSON: {}",
                              json_reason(row.json, result.Offset(),
                                          rapidjson::GetParseError_En(result.Code()))));
        return std::nullopt;
    }
    for (const auto& pointer : handler.repeated())
        fault(row, field_path(pointer), "this field stands twice; keep one");
    if (!handler.repeated().empty()) return std::nullopt;
    if (handler.state() == RowHandler::Id::given) return handler.id();
    if (handler.state() == RowHandler::Id::none) return std::string();
    fault(row, named("/id"), "must be a string that is not empty, or a number");
    return std::nullopt;
}

std::optional<std::string> SampleCollector::shaped(const Row& row) {
    auto shaped = shape_.shaped(row.json);
    if (!shaped.fault) return std::move(shaped.json);
    fault(row, field_path(shaped.fault->pointer), shaped.fault->message);
    return std::nullopt;
}

std::string SampleCollector::named(std::string_view pointer) const {
    auto path = field_path(pointer);
    const auto member = path.substr(0, path.find_first_of(".["));
    const auto source = spec_.fields.find(member);
    if (source != spec_.fields.end()) path += fmt::format(" (from '{}')", source->second);
    return path;
}

bool SampleCollector::fits_schema(std::string_view json, const Row& row) {
    if (!schema_) return true;
    const auto misfits = schema_->check(json);
    if (misfits.has_error()) {
        fault(row, "", misfits.error().text());
        return false;
    }
    for (const auto& misfit : misfits.value()) fault(row, named(misfit.pointer), misfit.message);
    return misfits.value().empty();
}

bool SampleCollector::is_new(const std::string& id, const Row& row) {
    const auto by_number = array_ || spec_.file.empty();
    const auto [earlier, added] = place_of_id_.emplace(id, by_number ? row.number : row.place.line);
    if (added) return true;
    fault(row, named("/id"),
          fmt::format("the id \"{}\" is taken by {} {}; ids must be unique (a sample without one "
                      "is called by its number)",
                      id, by_number ? "sample" : "line", earlier->second));
    return false;
}

Result<std::vector<Sample>> SampleCollector::take() {
    if (const auto missing = shape_.missing_fields(); !missing.empty()) {
        faults_ = 0;  // others follow from these
        fault_list_.clear();
        const auto file = spec_.file.string();
        for (const auto& one : missing) {
            if (places_ == nullptr || !places_->places.contains(one.pointer))
                fault(fmt::format("{} {}", file, field_path(one.pointer)), one.message);
            else
                fault(place_in(places_, one.pointer),
                      file.empty() ? one.message : fmt::format("{}: {}", file, one.message));
        }
    }
    if (faults_ > most_listed_faults)
        fault_list_ += fmt::format("\nand {} more", faults_ - most_listed_faults);
    if (faults_ > 0) return Error(ErrorCode::config, fault_list_);
    if (samples_.empty())
        return Error(ErrorCode::config, "holds no sample; put at least one into it",
                     spec_.file.string());
    return std::move(samples_);
}

}  // namespace hexameter::detail
