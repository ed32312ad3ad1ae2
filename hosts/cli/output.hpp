// Data goes to standard output or to a file that is complete or not there.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/report.hpp"

namespace hexameter::cli {

// Gives all of a text to a sink, piece by piece.
using Render = std::function<void(const TextSink&)>;

// `to`: a path, or "-" or "" for standard output. A file is written beside its place and moved in.
[[nodiscard]] Status write_output(const std::string& to, const Render& render);
[[nodiscard]] Status write_output(const std::string& to, const std::string& text);

// Writes all of it and gives 0, or the errno. A file then ends where it did before: no half of a
// document or line stays behind.
[[nodiscard]] int write_or_cut(int fd, std::string_view text);

// An error when `to` can never be written: asked before the work, so that it is not done in vain.
[[nodiscard]] Status check_output(const std::string& to);

// Whether both are the same file, pipe or stream ("-"), by whatever name. A device may be given
// twice: nothing is lost there.
[[nodiscard]] bool same_place(const std::string& a, const std::string& b);

// The format that was asked for; without a word that of the file's ending, where it is .json,
// .jsonl, .csv or .md, else a table.
[[nodiscard]] Result<ReportFormat> format_for(const std::string& word, const std::string& to = "");

inline constexpr const char* format_help = "table, json, jsonl, csv or md (table)";
inline constexpr const char* run_format_help =
    "table, json, jsonl, csv or md (table): table and md summarise, csv and jsonl have a row for "
    "each iteration, json has all";

// A line for people on standard error. One that is closed or full is no reason to stop.
void say(std::string_view line);

// Columns for a table: COLUMNS of the environment where it is a number above 0, as POSIX has it for
// ls; else those of the terminal on standard output; 100 when there is none.
[[nodiscard]] int output_width();

// The same for a listing, which loses columns where it is narrow: without a terminal there is no
// limit.
[[nodiscard]] int listing_width();

// Whether it is a terminal that takes colours and moves its cursor: one that calls itself dumb
// (TERM) does not.
[[nodiscard]] bool is_live_terminal(int fd);

// Control characters, which a terminal would obey, become question marks; line breaks stay.
[[nodiscard]] std::string without_controls(std::string_view text);

// "text, chat"
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace hexameter::cli
