#include "support/text/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <limits>
#include <memory>

#include "hexameter/sdk/error.hpp"
#include "support/text/unicode.hpp"

namespace hexameter::plugin_text {
namespace {

constexpr UChar32 ascii_end = 0x80;

bool is_punctuation(UChar32 c) {
    return u_ispunct(c) != 0 || (c < ascii_end && (U_GET_GC_MASK(c) & U_GC_S_MASK) != 0);
}

// U+001C to U+001F part text too, as in Python, whose white space the definitions of scores mean.
bool is_space(UChar32 c) {
    return u_isUWhiteSpace(c) != 0 || (c >= 0x1c && c <= 0x1f);
}

// Calls each(character) in order.
template <class Each>
void each_character(const icu::UnicodeString& text, Each&& each) {
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        each(text.char32At(i));
    }
}

bool has_more_than_space(const icu::UnicodeString& text, std::int32_t from, std::int32_t to) {
    for (std::int32_t i = from; i < to; i = text.moveIndex32(i, 1)) {
        if (!is_space(text.char32At(i))) {
            return true;
        }
    }
    return false;
}

template <class Drops>
std::string without(std::string_view text, Drops&& drops) {
    icu::UnicodeString kept;
    each_character(decode(text), [&](UChar32 c) {
        if (!drops(c)) {
            kept.append(c);
        }
    });
    return encode(kept);
}

}  // namespace

icu::UnicodeString decode(std::string_view text) {
    constexpr std::size_t limit_bytes = std::numeric_limits<std::int32_t>::max();
    if (text.size() > limit_bytes) {
        throw sdk::Error(sdk::Status::limit, "the text is longer than 2 GiB");
    }
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string encode(const icu::UnicodeString& text) {
    std::string utf8;
    return text.toUTF8String(utf8);
}

std::u32string code_points(std::string_view text) {
    std::u32string all;
    all.reserve(text.size());
    each_character(decode(text), [&](UChar32 c) { all += static_cast<char32_t>(c); });
    return all;
}

std::string fold_case(std::string_view text) {
    return encode(decode(text).foldCase());
}

std::string lower_case(std::string_view text) {
    return encode(decode(text).toLower(icu::Locale::getRoot()));
}

std::string upper_case(std::string_view text) {
    return encode(decode(text).toUpper(icu::Locale::getRoot()));
}

std::string trimmed(std::string_view text) {
    const icu::UnicodeString whole = decode(text);
    std::int32_t end = whole.length();
    while (end > 0 && is_space(whole.char32At(whole.moveIndex32(end, -1)))) {
        end = whole.moveIndex32(end, -1);
    }
    return without_leading_space(encode(whole.tempSubString(0, end)));
}

std::string without_leading_space(std::string_view text) {
    const icu::UnicodeString whole = decode(text);
    std::int32_t from = 0;
    while (from < whole.length() && is_space(whole.char32At(from))) {
        from = whole.moveIndex32(from, 1);
    }
    return encode(whole.tempSubString(from));
}

std::string without_punctuation(std::string_view text) {
    return without(text, is_punctuation);
}

std::string without_ascii_punctuation(std::string_view text) {
    return without(text, [](UChar32 c) { return c < ascii_end && is_punctuation(c); });
}

std::string without_digits(std::string_view text) {
    return without(text, [](UChar32 c) { return u_isdigit(c) != 0; });
}

std::string squeeze_whitespace(std::string_view text) {
    icu::UnicodeString kept;
    bool gap = false;
    each_character(decode(text), [&](UChar32 c) {
        if (is_space(c)) {
            gap = !kept.isEmpty();
            return;
        }
        if (gap) {
            kept.append(static_cast<UChar32>(' '));
            gap = false;
        }
        kept.append(c);
    });
    return encode(kept);
}

std::size_t count_sentences(std::string_view text) {
    const icu::UnicodeString decoded = decode(text);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) {
        throw sdk::Error(sdk::Status::internal, std::string("ICU has no sentence rules: ") +
                                                    u_errorName(status) +
                                                    "; is its data package (libicu) whole?");
    }
    breaks->setText(decoded);
    std::size_t count = 0;
    std::int32_t from = breaks->first();
    for (std::int32_t to = breaks->next(); to != icu::BreakIterator::DONE; to = breaks->next()) {
        count += has_more_than_space(decoded, from, to) ? 1 : 0;
        from = to;
    }
    return count;
}

}  // namespace hexameter::plugin_text
