// What went wrong, where, and what to do: the one error type of engine and hosts.
//
// Threads: these are values: several threads may read one at once. All functions on any.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace hexameter {

// Who is to blame, coarse enough to decide an exit code or a retry.
enum class ErrorCode {
    none,
    config,       // a run file, flag, data set or plugin configuration is wrong
    plugin,       // a plugin cannot be loaded or broke its contract
    transport,    // no connection, or it broke
    timeout,      // a time limit passed
    remote,       // the server answered, and the answer is an error
    not_found,    // a run, model or file is not there
    unsupported,  // asked for what this build or peer does not do
    cancelled,    // stopped on request
    io,           // a file or the database failed
    limit,        // a stated limit was passed
    internal      // our own fault
};

// The code as a word, as it stands in results ("transport").
[[nodiscard]] std::string_view to_string(ErrorCode code);

// The code of a word; `internal` for a word that is not known.
[[nodiscard]] ErrorCode error_code_from(std::string_view word);

// One failure. `message` says what failed and what to do; `where` names the place
// ("run.yaml:12:3 models[1].provider", "provider ollama", "iteration 4").
class Error {
  public:
    Error() = default;

    Error(ErrorCode code, std::string message, std::string where = {})
        : code_(code), message_(std::move(message)), where_(std::move(where)) {}

    [[nodiscard]] ErrorCode code() const { return code_; }

    [[nodiscard]] const std::string& message() const { return message_; }

    [[nodiscard]] const std::string& where() const { return where_; }

    // Puts a wider place in front of the present one: "model m: line 3".
    [[nodiscard]] Error at(std::string_view place) const;

    // "where: message", or the message alone.
    [[nodiscard]] std::string text() const;

  private:
    ErrorCode code_ = ErrorCode::none;
    std::string message_;
    std::string where_;
};

// What value() of a Result does that holds an Error: throws std::runtime_error with its text.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

// A value or an Error. Never dereference unchecked.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
  public:
    using boost::system::result<T, Error>::result;
};

using Status = Result<void>;

}  // namespace hexameter
