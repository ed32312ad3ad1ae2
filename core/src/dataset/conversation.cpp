// Invariants:
// 1. After a fault the row is in no known state: it is dropped.
// 2. Text moves from the turns to the sample; it is not copied.
#include "dataset/conversation.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "spec/fault.hpp"
#include "spec/schema_node.hpp"

namespace hexameter::detail {
namespace {

using rapidjson::Document;
using rapidjson::Value;

using Words = std::pair<std::string_view, const char*>;

// OpenAI's names of those who speak, and ours.
constexpr Words openai_roles[] = {{"system", "system"}, {"developer", "system"},
                                  {"user", "user"},     {"assistant", "assistant"},
                                  {"tool", "tool"},     {"function", "tool"}};

// ShareGPT's, with those of the sets that were made in its form.
constexpr Words sharegpt_roles[] = {
    {"human", "user"},        {"user", "user"},           {"gpt", "assistant"},
    {"chatgpt", "assistant"}, {"assistant", "assistant"}, {"model", "assistant"},
    {"bing", "assistant"},    {"bard", "assistant"},      {"system", "system"}};

// By name: clang 14 finds the comparison of RapidJSON's iterators ambiguous.
Value* find(Value& object, const char* name) {
    return object.IsObject() && object.HasMember(name) ? &object[name] : nullptr;
}

void set(Document& row, const char* name, Value value) {
    row.EraseMember(name);
    row.AddMember(rapidjson::StringRef(name), std::move(value), row.GetAllocator());
}

void set_if_missing(Document& row, const char* name, Value value) {
    if (find(row, name) == nullptr) set(row, name, std::move(value));
}

template <std::size_t Count>
std::string listed(const Words (&roles)[Count]) {
    std::string words;
    for (const auto& role : roles) words.append(words.empty() ? "" : ", ").append(role.first);
    return words;
}

// Our word for who speaks in this turn, or what is wrong.
template <std::size_t Count>
std::optional<SpecFault> role_of(Value& turn, const std::string& pointer, const char* member,
                                 const Words (&roles)[Count], const char*& role) {
    const auto* const given = find(turn, member);
    const auto place = child_pointer(pointer, member);
    if (given == nullptr)
        return SpecFault{turn.IsObject() ? place : pointer,
                         fmt::format("is missing; it says who speaks: {}", listed(roles))};
    for (const auto& [theirs, ours] : roles) {
        if (!given->IsString() || text_of(*given) != theirs) continue;
        role = ours;
        return std::nullopt;
    }
    return SpecFault{
        place, fmt::format("must be one of {}, not {}", listed(roles), describe_value(*given))};
}

// Text parts as one text, a line each. Parts of another kind stay what they are: the modality knows
// whether it takes them.
std::optional<SpecFault> join_parts(Value& content, const std::string& pointer,
                                    Document::AllocatorType& allocator) {
    std::string joined;
    for (rapidjson::SizeType i = 0; i < content.Size(); ++i) {
        auto* const type = find(content[i], "type");
        if (type == nullptr || !type->IsString())
            return SpecFault{child_pointer(pointer, std::size_t{i}),
                             "a part of a message must be an object with a 'type'"};
        if (text_of(*type) != "text") return std::nullopt;
        const auto* const text = find(content[i], "text");
        if (text == nullptr || !text->IsString())
            return SpecFault{child_pointer(pointer, std::size_t{i}), "has no 'text'; give it one"};
        if (i > 0) joined += '\n';
        joined += text_of(*text);
    }
    content.SetString(joined.data(), static_cast<rapidjson::SizeType>(joined.size()), allocator);
    return std::nullopt;
}

std::optional<SpecFault> read_message(Document& row, Value& message, const std::string& pointer,
                                      Value& out) {
    const char* role = nullptr;
    if (!message.IsObject())
        return SpecFault{pointer, "must be an object with 'role' and 'content'"};
    if (auto fault = role_of(message, pointer, "role", openai_roles, role)) return fault;
    auto* const content = find(message, "content");
    const auto place = pointer + "/content";
    if (content == nullptr || content->IsNull())
        return SpecFault{place, find(message, "tool_calls") || find(message, "function_call")
                                    ? "holds no text but a call of a tool, which cannot be asked "
                                      "again; take the row out"
                                    : "is missing; give the message a text"};
    if (!content->IsString() && (!content->IsArray() || content->Empty()))
        return SpecFault{place, fmt::format("must be text or a list of parts, not {}",
                                            describe_value(*content))};
    if (content->IsArray())
        if (auto fault = join_parts(*content, place, row.GetAllocator())) return fault;
    out.SetObject();
    out.AddMember("role", Value(rapidjson::StringRef(role)), row.GetAllocator());
    out.AddMember("content", *content, row.GetAllocator());
    return std::nullopt;
}

// The list that a row holds its turns in, or what is wrong with it.
std::optional<SpecFault> turns_fault(const Value* turns, const std::string& pointer,
                                     const char* format) {
    if (turns == nullptr)
        return SpecFault{pointer, fmt::format("is missing; a row of the format {} has it", format)};
    if (!turns->IsArray())
        return SpecFault{pointer, fmt::format("must be a list, not {}", describe_value(*turns))};
    if (turns->Empty()) return SpecFault{pointer, "is empty; give it a turn, or take the row out"};
    return std::nullopt;
}

// The first question of a conversation and what belongs to it.
struct Exchange {
    Value prompt;
    Value reference;
    Value system;
    bool over = false;  // no later turn is of interest

    std::optional<SpecFault> take(Value& turn, const std::string& pointer) {
        const bool named = find(turn, "from") == nullptr && find(turn, "role") != nullptr;
        const char* role = nullptr;
        if (auto fault = role_of(turn, pointer, named ? "role" : "from", sharegpt_roles, role))
            return fault;
        const char* const member = named ? "content" : "value";
        auto* const text = find(turn, member);
        if (text == nullptr || !text->IsString())
            return SpecFault{child_pointer(pointer, member), "must be there, and be text"};
        const std::string_view who = role;
        over = !prompt.IsNull();
        if (who == "user" && !over)
            prompt = std::move(*text);
        else if (who == "assistant" && over)
            reference = std::move(*text);
        else if (who == "system" && !over)
            system = std::move(*text);
        return std::nullopt;
    }
};

}  // namespace

std::optional<SpecFault> from_openai_chat(Document& row) {
    auto* given = find(row, "messages");
    auto* const body = find(row, "body");
    const bool batch = given == nullptr && body != nullptr;
    if (batch) given = find(*body, "messages");
    const std::string pointer = batch ? "/body/messages" : "/messages";
    if (auto fault = turns_fault(given, pointer, "openai-chat")) return fault;

    Value messages(rapidjson::kArrayType);
    for (rapidjson::SizeType i = 0; i < given->Size(); ++i) {
        Value message;
        if (auto fault =
                read_message(row, (*given)[i], child_pointer(pointer, std::size_t{i}), message))
            return fault;
        messages.PushBack(message, row.GetAllocator());
    }
    const auto last = messages.Size() - 1;
    if (text_of(messages[last]["role"]) == "assistant") {
        if (last == 0)
            return SpecFault{pointer,
                             "holds an answer and no question; put the user's message "
                             "before it, or take the row out"};
        set_if_missing(row, "reference", std::move(messages[last]["content"]));
        messages.PopBack();
    }
    if (batch) row.EraseMember("body");
    set(row, "messages", std::move(messages));
    if (auto* const id = find(row, "custom_id"))
        set_if_missing(row, "id", Value(*id, row.GetAllocator()));
    return std::nullopt;
}

std::optional<SpecFault> from_sharegpt(Document& row) {
    const char* name =
        find(row, "conversation") && !find(row, "conversations") ? "conversation" : "conversations";
    const std::string pointer = std::string("/") + name;
    auto* const turns = find(row, name);
    if (auto fault = turns_fault(turns, pointer, "sharegpt")) return fault;
    Exchange exchange;
    for (rapidjson::SizeType i = 0; i < turns->Size() && !exchange.over; ++i)
        if (auto fault = exchange.take((*turns)[i], child_pointer(pointer, std::size_t{i})))
            return fault;
    if (exchange.prompt.IsNull())
        return SpecFault{pointer, "has no turn of the human (human, user); take the row out"};
    row.EraseMember(name);
    set_if_missing(row, "prompt", std::move(exchange.prompt));
    if (!exchange.reference.IsNull())
        set_if_missing(row, "reference", std::move(exchange.reference));
    if (!exchange.system.IsNull()) set_if_missing(row, "system", std::move(exchange.system));
    return std::nullopt;
}

bool looks_like_openai_chat(const Value& row) {
    if (find_member(row, "prompt") || find_member(row, "reference")) return false;
    const auto* messages = find_member(row, "messages");
    if (const auto* const body = find_member(row, "body"); messages == nullptr && body != nullptr)
        messages = find_member(*body, "messages");
    return messages != nullptr && messages->IsArray();
}

bool looks_like_sharegpt(const Value& row) {
    for (const char* const name : {"conversations", "conversation"}) {
        const auto* const turns = find_member(row, name);
        if (turns == nullptr || !turns->IsArray()) continue;
        if (turns->Empty() || find_member((*turns)[0], "from") || find_member((*turns)[0], "role"))
            return true;
    }
    return false;
}

}  // namespace hexameter::detail
