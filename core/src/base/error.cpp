#include "hexameter/error.hpp"

#include <array>
#include <stdexcept>

namespace hexameter {
namespace {

struct CodeWord {
    ErrorCode code;
    std::string_view word;
};

constexpr std::array code_words{
    CodeWord{ErrorCode::none, "none"},           CodeWord{ErrorCode::config, "config"},
    CodeWord{ErrorCode::plugin, "plugin"},       CodeWord{ErrorCode::transport, "transport"},
    CodeWord{ErrorCode::timeout, "timeout"},     CodeWord{ErrorCode::remote, "remote"},
    CodeWord{ErrorCode::not_found, "not_found"}, CodeWord{ErrorCode::unsupported, "unsupported"},
    CodeWord{ErrorCode::cancelled, "cancelled"}, CodeWord{ErrorCode::io, "io"},
    CodeWord{ErrorCode::limit, "limit"},         CodeWord{ErrorCode::internal, "internal"},
};

}  // namespace

std::string_view to_string(ErrorCode code) {
    for (const auto& entry : code_words)
        if (entry.code == code) return entry.word;
    return "internal";
}

ErrorCode error_code_from(std::string_view word) {
    for (const auto& entry : code_words)
        if (entry.word == word) return entry.code;
    return ErrorCode::internal;
}

Error Error::at(std::string_view place) const {
    std::string wider(place);
    if (!where_.empty()) wider.append(": ").append(where_);
    return {code_, message_, std::move(wider)};
}

std::string Error::text() const {
    return where_.empty() ? message_ : where_ + ": " + message_;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*at*/) {
    throw std::runtime_error(error.text());
}

}  // namespace hexameter
