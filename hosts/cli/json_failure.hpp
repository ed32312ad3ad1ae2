// Whoever reads standard output as JSON gets JSON, of a failure too: where a command with --format
// json or jsonl ends without the document that it was asked for, this one stands in its place:
// {"error":{"code":"not_found","message":"...","where":"...","exit_code":2}}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"

namespace hexameter::cli {

// What was told last; the document has it. Thread of these: the main one.
void note_failure(const Error& error);

// Standard output has its document, or what of it could be written.
void note_document();

// The document of the last failure goes to standard output, unless something is there already.
// `exit_code` is that of the program.
void write_json_failure(int exit_code);

// Before the first signal: whether leave_interrupted() owes a document.
void prepare_to_leave(bool json);

// Ends the program with 130: says so, in a document too where one is owed, unless standard output
// has its document. Writes only what is taken at once. For signal handlers and any thread.
[[noreturn]] void leave_interrupted();

// Whether these words ask for JSON on standard output: a format that is JSON (`format`, where they
// name none), and neither a file for the report nor events there.
[[nodiscard]] bool asks_for_json(int argc, char** argv, const std::string& format);

// What follows an option among the words of a command line, also as --option=VALUE, before any
// parser knows them.
[[nodiscard]] std::vector<std::string> words_behind(std::string_view option, int argc, char** argv);

}  // namespace hexameter::cli
