#include <fmt/format.h>
#include <rapidjson/document.h>

#include <string_view>
#include <utility>

#include "base/json_words.hpp"
#include "base/secrecy.hpp"
#include "dataset/data_name.hpp"
#include "report/printable.hpp"
#include "report/run_words.hpp"

namespace hexameter::detail {
namespace {

std::string data_words(const RunHeader& header) {
    const auto& dataset = header.spec.dataset;
    std::string words = "data: " + data_name(dataset);
    // Endings tell the other formats.
    if (dataset.format == "openai-chat" || dataset.format == "sharegpt")
        words += fmt::format(" ({})", dataset.format);
    if (header.samples > 0)
        words += fmt::format(", {} sample{}", header.samples, header.samples == 1 ? "" : "s");
    if (dataset.sample) words += " drawn";
    if (dataset.shuffle) words += ", shuffled";
    return words;
}

// Puts what may be told in the place of every value, however deep it lies.
void hide_secrets(std::string_view name, rapidjson::Value& value,
                  rapidjson::Document::AllocatorType& allocator) {
    if (value.IsString() || names_a_secret(name)) {
        value.SetString(told_value(name, text_of(value)), allocator);
    } else if (value.IsObject()) {
        for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
            auto& member = value.MemberBegin()[i];
            hide_secrets({member.name.GetString(), member.name.GetStringLength()}, member.value,
                         allocator);
        }
    } else if (value.IsArray()) {
        for (auto& item : value.GetArray()) hide_secrets(name, item, allocator);
    }
}

// Members of objects by their paths, as a comparison names them.
void add_words(std::string& words, const std::string& path, const rapidjson::Value& value) {
    constexpr int widest = 40;
    if (value.IsObject() && !value.ObjectEmpty())
        for (const auto& member : value.GetObject())
            add_words(words, fmt::format("{}.{}", path, member.name.GetString()), member.value);
    else
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", path,
                             fit(printable(text_of(value)), widest));
}

// "temperature 0, extra.top_k 40"; "" for none.
std::string parameter_words(const std::string& parameters_json) {
    rapidjson::Document parameters;
    parameters.Parse<rapidjson::kParseIterativeFlag>(parameters_json);
    std::string words;
    if (parameters.HasParseError() || !parameters.IsObject()) return words;
    hide_secrets("", parameters, parameters.GetAllocator());
    for (const auto& member : std::as_const(parameters).GetObject())
        add_words(words, member.name.GetString(), member.value);
    return words;
}

// "certificate of the server not verified, HTTP/2"; "" for the default.
std::string connection_words(const Connection& connection) {
    std::string words;
    const auto add = [&words](const std::string& word) {
        words += (words.empty() ? "" : ", ") + word;
    };
    const auto add_file = [&add](const char* name, const std::filesystem::path& file) {
        if (!file.empty()) add(fmt::format("{} {}", name, file.filename().string()));
    };
    if (!connection.verify) add("certificate of the server NOT VERIFIED");
    add_file("CA", connection.ca_file);
    add_file("client certificate", connection.client_cert);
    if (!connection.server_name.empty()) add("server name " + connection.server_name);
    if (connection.min_tls != LeastTls::of_system)
        add(connection.min_tls == LeastTls::v1_3 ? "TLS 1.3 at least" : "TLS 1.2 at least");
    if (connection.http != HttpVersion::http1)
        add(connection.http == HttpVersion::http2 ? "HTTP/2 asked for" : "HTTP/2 where offered");
    add_file("Unix socket", connection.unix_socket);
    return words;
}

}  // namespace

std::string setting_words(const RunHeader& header) {
    if (!is_known(header)) return {};
    const auto common = parameter_words(header.spec.parameters_json);
    std::string words =
        data_words(header) + "; parameters: " + (common.empty() ? "none set" : common);
    for (const auto& model : header.spec.models)
        if (const auto own = parameter_words(model.parameters_json); !own.empty())
            words += fmt::format("; for {}: {}", model.label, own);
    for (const auto& model : header.spec.models)
        if (const auto way = connection_words(model.connection); !way.empty())
            words += fmt::format("; connection of {}: {}", model.label, way);
    return printable(words);
}

}  // namespace hexameter::detail
