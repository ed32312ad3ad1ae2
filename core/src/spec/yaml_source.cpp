// Invariants:
// 1. Every call of write() adds exactly one JSON value, a null where it reports a fault.
// 2. A text whose aliases unfold without end, or to very much, stops at `deepest_nest` or
//    `most_values`; after that only nulls are written, and the text counts as unreadable.
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "spec/source_text.hpp"
#include "spec/yaml_scalar.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t most_values = 250'000;
constexpr std::string_view standard_tags = "tag:yaml.org,2002:";

Place place_of_mark(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

// yaml-cpp's words for what people get wrong most, as what it expected.
struct Reason {
    std::string_view parser;
    std::string_view expected;
};

constexpr std::array reasons{
    Reason{"end of sequence not found", "expected '- item' in the column of the item before"},
    Reason{"end of map not found", "expected 'field: value' in the column of the field before"},
    Reason{"end of sequence flow not found", "expected ',' or ']'"},
    Reason{"end of map flow not found", "expected ',' or '}'"},
    Reason{"illegal map value", "a ':' cannot stand here; quote the value or mend the indentation"},
    Reason{"unknown token", "expected a value; quote it if it begins with % @ or `"},
    Reason{"illegal EOF in scalar", "expected a closing quote before the end"},
};

std::string too_deep_words() {
    return fmt::format("nested deeper than {} levels", deepest_nest);
}

std::string_view reason_of(const YAML::Exception& failure) {
    for (const auto& reason : reasons)
        if (reason.parser == failure.msg) return reason.expected;
    return failure.msg;
}

// The line, counted from 1, with a tab in its indentation: `last` or the one before; 0: none.
std::size_t tabbed_line(std::string_view text, std::size_t last) {
    for (std::size_t line = 1; line <= last && !text.empty(); ++line) {
        const auto indentation = text.substr(0, text.find_first_not_of(" \t"));
        if (line + 1 >= last && indentation.find('\t') != std::string_view::npos) return line;
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return 0;
}

Fault fault_of(const std::string& text, const YAML::Exception& failure) {
    auto place = place_of_mark(failure.mark);
    auto reason = reason_of(failure);
    if (const auto line = tabbed_line(text, place.line); line > 0) {
        if (line != place.line) place = {line, 1};
        reason = "expected spaces in the indentation, not a tab";
    }
    return {place, "", fmt::format("not valid YAML: {}", reason)};
}

struct Member {
    std::string name;
    Place place;
    YAML::Node value;
};

// The members of one mapping, merge keys unfolded: its own first, then those of the merged ones
// that it does not have.
struct Members {
    std::vector<Member> list;
    std::unordered_map<std::string, std::size_t> index;
};

class YamlConverter {
  public:
    YamlConverter(const std::string& text, SourceText& out) : text_(text), out_(out) {}

    void convert(const YAML::Node& root) {
        out_.places.emplace("", place_of_mark(root.Mark()));
        write(root, "", 0);
        if (!overflowed_) out_.json.assign(buffer_.GetString(), buffer_.GetSize());
    }

  private:
    void fault(Place place, const std::string& pointer, std::string message) {
        out_.faults.push_back({place, field_path(pointer), std::move(message)});
    }

    // Null is to stand for the node.
    void unheld(const YAML::Node& node, const std::string& pointer, std::string message) {
        fault(place_of_mark(node.Mark()), pointer, std::move(message));
        out_.unheld.insert(pointer);
    }

    // A fault of the whole field, told once.
    void overflow(const std::string& pointer, std::string message) {
        const auto field = pointer.substr(0, pointer.find('/', 1));
        if (!overflowed_) fault(place_of(out_.places, field), field, std::move(message));
        overflowed_ = true;
    }

    void write(const YAML::Node& node, const std::string& pointer, int depth) {
        if (depth >= deepest_nest) overflow(pointer, too_deep_words());
        if (++values_ > most_values)
            overflow(pointer, fmt::format("unfolds to more than {} values", most_values));
        if (overflowed_ || !tag_is_known(node, pointer) || node.IsNull()) {
            writer_.Null();
        } else if (node.IsMap()) {
            write_map(node, pointer, depth);
        } else if (node.IsSequence()) {
            write_sequence(node, pointer, depth);
        } else {
            write_scalar(node, pointer);
        }
    }

    bool tag_is_known(const YAML::Node& node, const std::string& pointer) {
        const auto& tag = node.Tag();
        if (tag.empty() || tag == "?" || tag == "!") return true;
        if (tag.compare(0, standard_tags.size(), standard_tags) == 0) return true;
        unheld(node, pointer, fmt::format("the tag '{}' means nothing here; leave it out", tag));
        return false;
    }

    void write_sequence(const YAML::Node& node, const std::string& pointer, int depth) {
        writer_.StartArray();
        std::size_t i = 0;
        for (const auto& item : node) {
            const auto child = child_pointer(pointer, i++);
            out_.places.emplace(child, place_of_mark(item.Mark()));
            write(item, child, depth + 1);
            if (overflowed_) break;
        }
        writer_.EndArray();
    }

    void write_map(const YAML::Node& node, const std::string& pointer, int depth) {
        Members members;
        collect(node, pointer, depth, members);
        writer_.StartObject();
        for (const auto& member : members.list) {
            const auto child = child_pointer(pointer, member.name);
            out_.places.emplace(child, member.place);
            writer_.String(member.name);
            write(member.value, child, depth + 1);
            if (overflowed_) break;
        }
        writer_.EndObject();
    }

    void collect(const YAML::Node& node, const std::string& pointer, int depth, Members& members) {
        std::vector<YAML::Node> merged;
        std::unordered_map<std::string, Place> own;
        for (const auto& pair : node) {
            const auto place = place_of_mark(pair.first.Mark());
            if (!pair.first.IsScalar()) {
                fault(place, pointer, "a key must be a word; quote it if it is meant as one");
                continue;
            }
            const auto& name = pair.first.Scalar();
            if (name == "<<" && pair.first.Tag() == "?") {
                merged.push_back(pair.second);
                continue;
            }
            const auto [earlier, added] = own.emplace(name, place);
            if (!added)
                fault(place, child_pointer(pointer, name),
                      fmt::format("this field stands twice: line {} and line {}; keep one",
                                  earlier->second.line, place.line));
            else
                add({name, place, pair.second}, members);
        }
        for (const auto& other : merged) merge(other, pointer, depth + 1, members);
    }

    static void add(Member member, Members& members) {
        if (members.index.emplace(member.name, members.list.size()).second)
            members.list.push_back(std::move(member));
    }

    void merge(const YAML::Node& other, const std::string& pointer, int depth, Members& members) {
        if (depth >= deepest_nest) {
            overflow(pointer, too_deep_words());
        } else if (other.IsMap()) {
            collect(other, pointer, depth, members);
        } else if (other.IsSequence()) {
            for (const auto& one : other) merge(one, pointer, depth + 1, members);
        } else {
            fault(place_of_mark(other.Mark()), pointer,
                  "'<<' merges a mapping or a list of mappings, such as *anchor");
        }
    }

    void write_scalar(const YAML::Node& node, const std::string& pointer) {
        const auto& text = node.Scalar();
        const auto& tag = node.Tag();
        const bool quoted = tag == "!" || tag == std::string(standard_tags) + "str";
        const auto plain = quoted ? PlainScalar{} : resolve_plain_scalar(text);
        if (plain.kind == PlainScalar::Kind::literal) {
            writer_.RawValue(plain.json.data(), plain.json.size(), rapidjson::kNumberType);
        } else if (plain.kind == PlainScalar::Kind::unholdable) {
            unheld(node, pointer,
                   fmt::format("'{}' is no finite number; quote it if it is a string", text));
            writer_.Null();
        } else {
            if (!closes(node.Mark()))
                fault(place_of_mark(node.Mark()), pointer, "the quote is never closed");
            writer_.String(text);
        }
    }

    // yaml-cpp takes the end of the text for a closing quote.
    [[nodiscard]] bool closes(const YAML::Mark& mark) const {
        const auto begin = static_cast<std::size_t>(mark.pos);
        if (mark.is_null() || begin >= text_.size()) return true;
        const char quote = text_[begin];
        if (quote != '"' && quote != '\'') return true;
        for (auto i = begin + 1; i < text_.size(); ++i) {
            if (text_[i] == '\\' && quote == '"')
                ++i;
            else if (text_[i] == quote)
                return true;
        }
        return false;
    }

    const std::string& text_;
    SourceText& out_;
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
    std::size_t values_ = 0;
    bool overflowed_ = false;
};

}  // namespace

SourceText read_yaml_source(const std::string& text) {
    SourceText source;
    try {
        const auto documents = YAML::LoadAll(text);
        if (documents.size() > 1)
            source.faults.push_back({place_of_mark(documents[1].Mark()), "",
                                     "a second document starts here; one file holds one run"});
        if (documents.empty() || documents[0].IsNull())
            source.faults.push_back({{}, "", "the file is empty"});
        else
            YamlConverter(text, source).convert(documents[0]);
    } catch (const YAML::DeepRecursion& failure) {
        source.faults.push_back({place_of_mark(failure.mark), "", too_deep_words()});
    } catch (const YAML::Exception& failure) {
        source.json.clear();
        source.faults.push_back(fault_of(text, failure));
    }
    return source;
}

}  // namespace hexameter::detail
