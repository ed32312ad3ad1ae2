// Invariants:
// 1. A compiled pattern is never written to, so that any thread may search with it; what changes is
//    in the matcher, one per search.
// 2. Steps are counted over all matches of a search, not for each match.
#include "support/text/regex.hpp"

#include <unicode/regex.h>

#include <deque>

#include "support/text/unicode.hpp"

namespace hexameter::plugin_text {
namespace {

// ICU counts in units of 10,000 saved states. About two seconds.
constexpr std::int32_t most_steps = 10'000;
constexpr std::int32_t most_stack_bytes = 64 << 20;

std::uint32_t flag_bits(std::string_view flags) {
    std::uint32_t bits = 0;
    for (const char flag : flags) {
        bits |= flag == 'i'   ? UREGEX_CASE_INSENSITIVE
                : flag == 'm' ? UREGEX_MULTILINE
                : flag == 's' ? UREGEX_DOTALL
                : flag == 'x' ? UREGEX_COMMENTS
                              : 0;
    }
    return bits;
}

// What ICU's code says, in words.
std::string words_for(UErrorCode code) {
    switch (code) {
        case U_REGEX_RULE_SYNTAX:
            return "it is no regular expression";
        case U_REGEX_BAD_ESCAPE_SEQUENCE:
            return "unknown escape sequence";
        case U_REGEX_PROPERTY_SYNTAX:
            return "unknown property of characters";
        case U_REGEX_MISMATCHED_PAREN:
            return "a parenthesis is not closed, or not opened";
        case U_REGEX_NUMBER_TOO_BIG:
            return "a number is too large";
        case U_REGEX_BAD_INTERVAL:
            return "a repetition {min,max} is not well formed";
        case U_REGEX_MAX_LT_MIN:
            return "a repetition {min,max} has a max below its min";
        case U_REGEX_INVALID_BACK_REF:
            return "a back reference to a group that is not there";
        case U_REGEX_LOOK_BEHIND_LIMIT:
            return "what stands in a look-behind must have a longest length";
        case U_REGEX_MISSING_CLOSE_BRACKET:
            return "a [ is not closed";
        case U_REGEX_INVALID_RANGE:
            return "a range in [ ] runs backwards";
        default:
            return u_errorName(code);
    }
}

}  // namespace

struct Regex::Compiled {
    std::string source;
    std::unique_ptr<const icu::RegexPattern> pattern;
    int groups = 0;
};

namespace {

// One search over one text.
class Search {
  public:
    Search(const icu::RegexPattern& pattern, const std::string& source, std::string_view text)
        : source_(source), text_(decode(text)), matcher_(pattern.matcher(text_, code_)) {
        if (U_SUCCESS(code_)) {
            matcher_->setTimeLimit(most_steps, code_);
            matcher_->setStackLimit(most_stack_bytes, code_);
        }
        check();
    }

    bool next() {
        const bool found = matcher_->find(code_) != 0;
        check();
        return found;
    }

    bool whole() {
        const bool found = matcher_->matches(code_) != 0;
        check();
        return found;
    }

    RegexMatch taken() {
        RegexMatch match;
        for (std::int32_t group = 0; group <= matcher_->groupCount(); ++group) {
            const bool there = matcher_->start(group, code_) >= 0;
            match.push_back(there ? std::optional(encode(matcher_->group(group, code_)))
                                  : std::nullopt);
        }
        check();
        return match;
    }

    [[nodiscard]] int groups() const { return matcher_->groupCount(); }

    // `put`: as ICU takes it, where $ and \\ have a meaning.
    std::string replaced(const icu::UnicodeString& put) {
        const icu::UnicodeString whole = matcher_->replaceAll(put, code_);
        check();
        return encode(whole);
    }

  private:
    void check() const {
        if (U_SUCCESS(code_)) {
            return;
        }
        if (code_ == U_REGEX_TIME_OUT || code_ == U_REGEX_STACK_OVERFLOW) {
            throw sdk::Error(sdk::Status::limit,
                             "the pattern \"" + source_ + "\" takes too many steps on a text of " +
                                 std::to_string(text_.length()) +
                                 " characters; make it simpler, or bound what it repeats");
        }
        throw sdk::Error(sdk::Status::internal,
                         "the pattern \"" + source_ + "\": " + words_for(code_));
    }

    const std::string& source_;
    icu::UnicodeString text_;
    UErrorCode code_ = U_ZERO_ERROR;
    std::unique_ptr<icu::RegexMatcher> matcher_;
};

}  // namespace

Regex::Regex(std::string_view pattern, std::string_view flags, sdk::Status broken) {
    UErrorCode code = U_ZERO_ERROR;
    UParseError place{};
    auto compiled = std::make_unique<Compiled>();
    compiled->source = pattern;
    compiled->pattern.reset(
        icu::RegexPattern::compile(decode(pattern), flag_bits(flags), place, code));
    if (U_FAILURE(code)) {
        throw sdk::Error(broken, "the pattern \"" + compiled->source +
                                     "\" cannot be used: " + words_for(code) + ", at character " +
                                     std::to_string(place.offset));
    }
    compiled->groups = Search(*compiled->pattern, compiled->source, {}).groups();
    compiled_ = std::move(compiled);
}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

std::optional<RegexMatch> Regex::find(std::string_view text, int number) const {
    Search search(*compiled_->pattern, compiled_->source, text);
    if (number >= 0) {
        while (search.next()) {
            if (number-- == 0) {
                return search.taken();
            }
        }
        return std::nullopt;
    }
    const std::size_t kept = 0U - static_cast<unsigned>(number);
    std::deque<RegexMatch> last;
    while (search.next()) {
        if (last.size() == kept) {
            last.pop_front();
        }
        last.push_back(search.taken());
    }
    return last.size() == kept ? std::optional(std::move(last.front())) : std::nullopt;
}

std::optional<RegexMatch> Regex::match(std::string_view text) const {
    Search search(*compiled_->pattern, compiled_->source, text);
    return search.whole() ? std::optional(search.taken()) : std::nullopt;
}

std::string Regex::replaced(std::string_view text, std::string_view put) const {
    std::string escaped;
    for (const char c : put) {
        escaped += c == '$' || c == '\\' ? "\\" : "";
        escaped += c;
    }
    return Search(*compiled_->pattern, compiled_->source, text).replaced(decode(escaped));
}

int Regex::groups() const {
    return compiled_->groups;
}

}  // namespace hexameter::plugin_text
