// Where in an answer its JSON stands, and whether it is JSON at all.
#pragma once

#include <string>
#include <string_view>

namespace hexameter::json_metric {

enum class Where { whole, fenced, embedded };

struct FoundJson {
    std::string_view json;  // of the answer; empty when there is none
    std::string fault;      // why there is none; empty when there is one
};

// whole: the answer but for white space around it. fenced: its first fenced code block (CommonMark
// 0.31, 4.5), and the whole where there is none. embedded: the first object or array, wherever it
// begins. JSON as RFC 8259 has it, in UTF-8, however deep; a number beyond a double's range is
// none. Throws Error(limit) when an answer of many opening brackets takes too long to search.
[[nodiscard]] FoundJson find_json(std::string_view answer, Where where);

}  // namespace hexameter::json_metric
