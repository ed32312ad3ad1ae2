#include "dataset/collector.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <utility>

#include "base/utf8.hpp"
#include "spec/fault.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

constexpr std::uint64_t most_listed = 20;

// Walks over one sample: is it an object, how deep, and what does its field "id" hold. Nothing else
// is kept, so that a large data set costs no tree per line.
class IdHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, IdHandler> {
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
        is_id_ = depth_ == 1 && std::string_view(name, size) == "id";
        return true;
    }

    bool StartObject() { return open(); }

    bool StartArray() { return depth_ > 0 && open(); }

    bool EndObject(rapidjson::SizeType /*members*/) { return close(); }

    bool EndArray(rapidjson::SizeType /*items*/) { return close(); }

    // NOLINTEND(readability-identifier-naming)

    [[nodiscard]] Id state() const { return state_; }

    [[nodiscard]] const std::string& id() const { return id_; }

    [[nodiscard]] bool too_deep() const { return depth_ >= deepest_nest; }

  private:
    bool value(Id state, std::string_view text) {
        if (depth_ == 0) return false;
        if (!is_id_) return true;
        is_id_ = false;
        state_ = state;
        id_ = text;
        return true;
    }

    bool open() {
        if (too_deep()) return false;
        if (is_id_) state_ = Id::wrong;
        is_id_ = false;
        ++depth_;
        return true;
    }

    bool close() {
        --depth_;
        return true;
    }

    Id state_ = Id::none;
    std::string id_;
    int depth_ = 0;
    bool is_id_ = false;
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

void SampleCollector::fault(Place place, std::string_view message) {
    fault(fmt::format("{}:{}", sample_place(spec_, places_, place.line), place.column), message);
}

void SampleCollector::fault(std::string_view place, std::string_view message) {
    if (++faults_ > most_listed) return;
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
    if (!fits_schema(json, row.place.line) || !is_new(*id, row.place.line)) return;
    if (faults_ == 0) samples_.push_back({std::move(*id), std::move(json), row.place.line});
}

Place SampleCollector::place_within(const Row& row, std::size_t offset) const {
    if (spec_.file.empty()) return {row.place.line, offset + 1};
    const auto at = place_at(row.json, offset);
    return {row.place.line + at.line - 1,
            at.line == 1 ? row.place.column + at.column - 1 : at.column};
}

std::optional<std::string> SampleCollector::id_of(const Row& row) {
    IdHandler handler;
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(row.json.data(), row.json.size());
    const auto result =
        reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
            stream, handler);
    const auto line = row.place.line;
    if (result.IsError()) {
        if (handler.too_deep())
            fault(line, "", fmt::format("nested deeper than {} levels", deepest_nest));
        else if (result.Code() == rapidjson::kParseErrorTermination)
            fault(line, "", "a sample must be an object: {\"prompt\": ...}");
        else
            fault(place_within(row, result.Offset()),
                  fmt::format("not valid JSON: {}",
                              json_reason(row.json, result.Offset(),
                                          rapidjson::GetParseError_En(result.Code()))));
        return std::nullopt;
    }
    if (handler.state() == IdHandler::Id::given) return handler.id();
    if (handler.state() == IdHandler::Id::none) return std::string();
    fault(line, named("/id"), "must be a string that is not empty, or a number");
    return std::nullopt;
}

std::optional<std::string> SampleCollector::shaped(const Row& row) {
    auto shaped = shape_.shaped(row.json);
    if (!shaped.fault) return std::move(shaped.json);
    fault(row.place.line, field_path(shaped.fault->pointer), shaped.fault->message);
    return std::nullopt;
}

std::string SampleCollector::named(std::string_view pointer) const {
    auto path = field_path(pointer);
    const auto member = path.substr(0, path.find_first_of(".["));
    const auto source = spec_.fields.find(member);
    if (source != spec_.fields.end()) path += fmt::format(" (from '{}')", source->second);
    return path;
}

bool SampleCollector::fits_schema(std::string_view json, std::uint64_t line) {
    if (!schema_) return true;
    const auto misfits = schema_->check(json);
    if (misfits.has_error()) {
        fault(line, "", misfits.error().text());
        return false;
    }
    for (const auto& misfit : misfits.value()) fault(line, named(misfit.pointer), misfit.message);
    return misfits.value().empty();
}

bool SampleCollector::is_new(const std::string& id, std::uint64_t line) {
    const auto [earlier, added] = line_of_id_.emplace(id, line);
    if (added) return true;
    fault(line, named("/id"),
          fmt::format("the id \"{}\" is taken by {} {}; ids must be unique (a sample without one "
                      "is called by its number)",
                      id, spec_.file.empty() ? "sample" : "line", earlier->second));
    return false;
}

Result<std::vector<Sample>> SampleCollector::take() {
    if (const auto missing = shape_.missing_fields(); !missing.empty()) {
        faults_ = 0;  // others follow from these
        fault_list_.clear();
        for (const auto& one : missing)
            fault(places_ != nullptr && places_->places.contains(one.pointer)
                      ? place_in(places_, one.pointer)
                      : fmt::format("{} {}", spec_.file.string(), field_path(one.pointer)),
                  one.message);
    }
    if (faults_ > most_listed) fault_list_ += fmt::format("\nand {} more", faults_ - most_listed);
    if (faults_ > 0) return Error(ErrorCode::config, fault_list_);
    if (samples_.empty())
        return Error(ErrorCode::config, "holds no sample; put at least one into it",
                     spec_.file.string());
    return std::move(samples_);
}

}  // namespace hexameter::detail
