// Reading JSON in one pass without a document: a visitor is told of the members that it names, all
// others are skipped. For the events of a stream, where a document per event costs too much.
//
// A visitor has
//     static constexpr std::array<ScanRule, N> rules;   grouped by `inside`
//     void text(std::uint8_t node, std::string_view value);    in the scratch, until the next scan
//     void number(std::uint8_t node, std::string_view digits); as written; see number_of
//     void boolean(std::uint8_t node, bool value);
//     void begin(std::uint8_t node);                           an object or an array opens
//     void end(std::uint8_t node, std::string_view json);      it closes; its text as it came
// A member that is null is not told of.
#pragma once

#include <rapidjson/reader.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hexameter::plugin_json {

inline constexpr std::uint8_t scan_root = 1;  // the document's own node; 0 is what nobody asked for

// A member, by its name, of an object that is the node `inside`, or an element, by the name "", of
// an array that is. Several rules may lead to one node.
struct ScanRule {
    std::uint8_t inside;
    std::string_view name;
    std::uint8_t node;
};

// The number rounded to an integer, 0 for a negative one.
[[nodiscard]] std::uint64_t count_of(std::string_view digits);
[[nodiscard]] double number_of(std::string_view digits);

// Whether with_bare_halves may change the text.
[[nodiscard]] bool may_have_halves(std::string_view text);

// The text with the bytes that UTF-8 would have, if it had some, for each escape of half a
// character (a surrogate without the other): what JSON cannot say is then text that is no UTF-8.
[[nodiscard]] std::string with_bare_halves(std::string_view text);

// Throws Error(decode); `what` names the text.
[[noreturn]] void scan_failed(const rapidjson::ParseResult& result, std::string_view text,
                              std::string_view what);

template <class Visitor>
class ScanHandler {
  public:
    // text: what the stream's copy was made from.
    ScanHandler(Visitor& visitor, std::string_view text, rapidjson::InsituStringStream& in)
        : visitor_(visitor), text_(text), in_(in) {
        frames_[0] = {0, 0, 0};
    }

    bool Null() { return true; }  // NOLINT(readability-identifier-naming): RapidJSON's names

    bool Bool(bool value) {  // NOLINT(readability-identifier-naming)
        if (next_ != 0) {
            visitor_.boolean(next_, value);
        }
        return true;
    }

    bool RawNumber(const char* digits, rapidjson::SizeType n, bool) {  // NOLINT
        if (next_ != 0) {
            visitor_.number(next_, {digits, n});
        }
        return true;
    }

    bool String(const char* text, rapidjson::SizeType n, bool) {  // NOLINT
        if (next_ != 0) {
            visitor_.text(next_, {text, n});
        }
        return true;
    }

    bool Key(const char* name, rapidjson::SizeType n, bool) {  // NOLINT
        next_ = child(frames_[depth_].node, {name, n});
        return true;
    }

    bool StartObject() { return open(0); }  // NOLINT

    bool EndObject(rapidjson::SizeType) { return close(); }  // NOLINT

    bool StartArray() { return open(child(next_, {})); }  // NOLINT

    bool EndArray(rapidjson::SizeType) { return close(); }  // NOLINT

    // Never called: numbers come raw.
    bool Int(int) { return false; }  // NOLINT

    bool Uint(unsigned) { return false; }  // NOLINT

    bool Int64(std::int64_t) { return false; }  // NOLINT

    bool Uint64(std::uint64_t) { return false; }  // NOLINT

    bool Double(double) { return false; }  // NOLINT

  private:
    // Deeper text ends the parse, so that its recursion cannot run out of stack.
    static constexpr std::size_t deepest = 64;

    struct Frame {
        std::uint8_t node;
        std::uint8_t element;  // node of each element of an array
        std::size_t from;
    };

    // A name's place among 64: few names of one object share theirs.
    static constexpr std::size_t place(std::string_view name) {
        const auto letter = [](char c) { return static_cast<std::uint8_t>(c); };
        return name.empty() ? 0 : (name.size() + letter(name.front()) + letter(name.back())) % 64;
    }

    // By node and place: the number of the first rule that may hold, from 1, and 0 for none.
    static constexpr auto first_rules = [] {
        static_assert(Visitor::rules.size() < 256);
        std::array<std::array<std::uint8_t, 64>, 32> first{};
        for (std::size_t i = Visitor::rules.size(); i > 0; --i) {
            const ScanRule& rule = Visitor::rules[i - 1];
            first[rule.inside][place(rule.name)] = static_cast<std::uint8_t>(i);
        }
        return first;
    }();

    static std::uint8_t child(std::uint8_t inside, std::string_view name) {
        const std::size_t first = first_rules[inside][place(name)];
        for (std::size_t i = first; i > 0 && i <= Visitor::rules.size(); ++i) {
            const ScanRule& rule = Visitor::rules[i - 1];
            if (rule.inside != inside) {
                break;
            }
            if (rule.name == name) {
                return rule.node;
            }
        }
        return 0;
    }

    bool open(std::uint8_t element) {
        if (depth_ + 1 == deepest) {
            return false;
        }
        frames_[++depth_] = {next_, element, in_.Tell() - 1};
        if (next_ != 0) {
            visitor_.begin(next_);
        }
        next_ = element;
        return true;
    }

    bool close() {
        const Frame& closed = frames_[depth_--];
        if (closed.node != 0) {
            visitor_.end(closed.node, text_.substr(closed.from, in_.Tell() - closed.from));
        }
        next_ = frames_[depth_].element;
        return true;
    }

    Visitor& visitor_;
    std::string_view text_;
    rapidjson::InsituStringStream& in_;
    std::array<Frame, deepest> frames_;  // set as they open: clearing all costs more than a scan
    std::size_t depth_ = 0;
    std::uint8_t next_ = scan_root;
};

// Reads one document. scratch: memory to be used again by the next scan; what the visitor is given
// lies in it. Throws Error(decode); `what` names the text in the error.
template <class Visitor>
void scan(std::string_view text, std::string& scratch, Visitor& visitor, std::string_view what) {
    scratch.assign(text);
    if (may_have_halves(text)) {
        scratch = with_bare_halves(text);
        const std::size_t bytes = scratch.size();
        scratch.append(1, '\0').append(scratch, 0, bytes);  // what is parsed, and what it came from
        text = std::string_view(scratch).substr(bytes + 1);
    }
    rapidjson::InsituStringStream stream(scratch.data());
    ScanHandler<Visitor> handler(visitor, text, stream);
    rapidjson::Reader reader;
    const rapidjson::ParseResult result =
        reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag>(stream,
                                                                                          handler);
    if (result.IsError()) {
        scan_failed(result, text, what);
    }
}

}  // namespace hexameter::plugin_json
