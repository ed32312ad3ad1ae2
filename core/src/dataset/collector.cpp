#include "dataset/collector.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

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

SampleCollector::SampleCollector(const DatasetSpec& spec, const SpecPlaces* places,
                                 const JsonSchema* schema)
    : spec_(spec), places_(places), schema_(schema) {}

void SampleCollector::fault(std::uint64_t line, std::string_view field, std::string_view message) {
    const auto place = sample_place(spec_, places_, line);
    add_fault(field.empty() ? place : fmt::format("{} {}", place, field), message);
}

void SampleCollector::add_fault(std::string_view place, std::string_view message) {
    if (++faults_ > most_listed) return;
    fmt::format_to(std::back_inserter(fault_list_), "{}{}: {}", fault_list_.empty() ? "" : "\n",
                   place, message);
}

void SampleCollector::add(std::string_view json, std::uint64_t line) {
    ++seen_;
    if (const auto bad = first_invalid_utf8(json)) {
        fault(
            line, "",
            fmt::format("byte {} of the line, 0x{:02X}, is not valid UTF-8; save the file as UTF-8",
                        *bad + 1, static_cast<unsigned char>(json[*bad])));
        return;
    }
    auto id = id_of(json, line);
    if (!id || !fits_schema(json, line) || !is_new(*id, line)) return;
    if (faults_ == 0) samples_.push_back({std::move(*id), std::string(json), line});
}

std::optional<std::string> SampleCollector::id_of(std::string_view json, std::uint64_t line) {
    IdHandler handler;
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(json.data(), json.size());
    const auto result =
        reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
            stream, handler);
    if (result.IsError()) {
        if (handler.too_deep())
            fault(line, "", fmt::format("nested deeper than {} levels", deepest_nest));
        else if (result.Code() == rapidjson::kParseErrorTermination)
            fault(line, "", "a sample must be an object: {\"prompt\": ...}");
        else
            add_fault(fmt::format("{}:{}", sample_place(spec_, places_, line), result.Offset() + 1),
                      fmt::format("not valid JSON: {}",
                                  json_reason(json, result.Offset(),
                                              rapidjson::GetParseError_En(result.Code()))));
        return std::nullopt;
    }
    if (handler.state() == IdHandler::Id::given) return handler.id();
    if (handler.state() == IdHandler::Id::none) return fmt::format("{}", seen_);
    fault(line, "id", "must be a string that is not empty, or a number");
    return std::nullopt;
}

bool SampleCollector::fits_schema(std::string_view json, std::uint64_t line) {
    if (!schema_) return true;
    const auto misfits = schema_->check(json);
    if (misfits.has_error()) {
        fault(line, "", misfits.error().text());
        return false;
    }
    for (const auto& misfit : misfits.value())
        fault(line, field_path(misfit.pointer), misfit.message);
    return misfits.value().empty();
}

bool SampleCollector::is_new(const std::string& id, std::uint64_t line) {
    const auto [earlier, added] = line_of_id_.emplace(id, line);
    if (added) return true;
    fault(line, "id",
          fmt::format("the id \"{}\" is taken by {} {}; ids must be unique (a sample without one "
                      "is called by its number)",
                      id, spec_.file.empty() ? "sample" : "line", earlier->second));
    return false;
}

Result<std::vector<Sample>> SampleCollector::take() {
    if (faults_ > most_listed) fault_list_ += fmt::format("\nand {} more", faults_ - most_listed);
    if (faults_ > 0) return Error(ErrorCode::config, fault_list_);
    if (samples_.empty())
        return Error(ErrorCode::config, "holds no sample; put at least one into it",
                     spec_.file.string());
    return std::move(samples_);
}

}  // namespace hexameter::detail
