#include "hexameter/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/printable.hpp"

namespace hexameter {
namespace {

// For text and for attributes, on one line. XML has no U+FFFE and no U+FFFF.
std::string xml(std::string_view text) {
    std::string out;
    for (const char c : detail::printable(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (auto at = out.find(none); at != std::string::npos; at = out.find(none, at))
            out.replace(at, none.size(), "\xEF\xBF\xBD");
    return out;
}

std::string case_xml(const JunitCase& one) {
    std::string text = fmt::format(R"(  <testcase name="{}" classname="{}" time="{:.3f}")",
                                   xml(one.name), xml(one.classname), one.seconds);
    const auto why = [&text](const char* kind, const std::string& message) {
        return text +
               fmt::format(">\n    <{} message=\"{}\"/>\n  </testcase>\n", kind, xml(message));
    };
    if (one.error) return why("error", *one.error);
    if (one.failure) return why("failure", *one.failure);
    if (one.skipped) return why("skipped", *one.skipped);
    return text + "/>\n";
}

}  // namespace

std::string render_junit(const std::string& suite, const std::vector<JunitCase>& cases) {
    const auto errors = std::count_if(cases.begin(), cases.end(),
                                      [](const JunitCase& one) { return one.error.has_value(); });
    const auto failures = std::count_if(cases.begin(), cases.end(), [](const JunitCase& one) {
        return one.failure.has_value() && !one.error;
    });
    const auto skipped = std::count_if(cases.begin(), cases.end(), [](const JunitCase& one) {
        return one.skipped.has_value() && !one.failure && !one.error;
    });
    double seconds = 0;
    for (const auto& one : cases) seconds += one.seconds;
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" "
        "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
        xml(suite), cases.size(), failures, errors, skipped, seconds);
    for (const auto& one : cases) text += case_xml(one);
    return text + "</testsuite>\n";
}

}  // namespace hexameter
