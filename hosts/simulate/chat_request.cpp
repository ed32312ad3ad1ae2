// Invariant: members that the simulator does not know are left aside, as real servers do; one that
// it knows, with a value of a wrong type, is an error that names it.
#include "chat_request.hpp"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

namespace hexameter::simulate {
namespace {

using rapidjson::Value;

// Collects the first problem; readers are no-ops for members that are absent or null.
class Reader {
  public:
    std::string problem;

    const Value* member(const Value& object, const char* key) const {
        const auto found = object.FindMember(key);
        return found == object.MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
    }

    void fail(std::string message) {
        if (problem.empty()) {
            problem = std::move(message);
        }
    }

    void read_bool(const Value& object, const char* key, bool& to) {
        const Value* value = member(object, key);
        if (value == nullptr) {
            return;
        }
        if (!value->IsBool()) {
            return fail(std::string("'") + key + "' must be true or false");
        }
        to = value->GetBool();
    }

    void read_limit(const Value& object, const char* key, std::optional<std::uint32_t>& to) {
        const Value* value = member(object, key);
        if (value == nullptr) {
            return;
        }
        if (!value->IsUint() || value->GetUint() == 0) {
            return fail(std::string("'") + key + "' must be a whole number above 0");
        }
        to = value->GetUint();
    }

    void read_seed(const Value& object, std::optional<std::uint64_t>& to) {
        const Value* value = member(object, "seed");
        if (value == nullptr) {
            return;
        }
        if (value->IsUint64()) {
            to = value->GetUint64();
        } else if (value->IsInt64()) {
            to = static_cast<std::uint64_t>(value->GetInt64());
        } else {
            fail("'seed' must be a whole number");
        }
    }

    void read_stop(const Value& object, std::vector<std::string>& to) {
        const Value* value = member(object, "stop");
        if (value == nullptr) {
            return;
        }
        if (value->IsString()) {
            to.emplace_back(value->GetString(), value->GetStringLength());
            return;
        }
        if (!value->IsArray()) {
            return fail("'stop' must be a string or an array of strings");
        }
        for (const Value& each : value->GetArray()) {
            if (!each.IsString()) {
                return fail("'stop' must hold strings only");
            }
            to.emplace_back(each.GetString(), each.GetStringLength());
        }
    }
};

// The text of a message: a string, or the "text" parts of an array.
std::string text_of(const Value& message, Reader& reader) {
    const Value* content = reader.member(message, "content");
    if (content == nullptr) {
        return {};
    }
    if (content->IsString()) {
        return {content->GetString(), content->GetStringLength()};
    }
    if (!content->IsArray()) {
        reader.fail("'content' of a message must be a string or an array of parts");
        return {};
    }
    std::string text;
    for (const Value& part : content->GetArray()) {
        const Value* piece = part.IsObject() ? reader.member(part, "text") : nullptr;
        if (piece != nullptr && piece->IsString()) {
            text.append(piece->GetString(), piece->GetStringLength());
        }
    }
    return text;
}

void read_messages(const Value& body, ChatRequest& to, Reader& reader) {
    const Value* messages = reader.member(body, "messages");
    if (messages == nullptr || !messages->IsArray() || messages->Empty()) {
        return reader.fail("'messages' must be an array that is not empty");
    }
    for (const Value& message : messages->GetArray()) {
        const Value* role = message.IsObject() ? reader.member(message, "role") : nullptr;
        if (role == nullptr || !role->IsString()) {
            return reader.fail("every message must be an object with a 'role'");
        }
        std::string text = text_of(message, reader);
        to.input_bytes += text.size();
        if (std::string_view(role->GetString()) == "user") {
            to.prompt = std::move(text);
        }
    }
}

void read_overrides(const Value& body, simulator::Overrides& to, Reader& reader) {
    const Value* simulate = reader.member(body, "simulate");
    if (simulate == nullptr) {
        return;
    }
    if (!simulate->IsObject()) {
        return reader.fail("'simulate' must be an object");
    }
    for (const auto& [key, value] : simulate->GetObject()) {
        const std::string_view name(key.GetString(), key.GetStringLength());
        std::string wrong;
        if (value.IsNumber()) {
            wrong = to.set_number(name, value.GetDouble());
        } else if (value.IsString()) {
            wrong = to.set_word(name, value.GetString());
        } else if (value.IsBool()) {
            wrong = to.set_flag(name, value.GetBool());
        } else {
            wrong = std::string(name) + " has a value of a type that no parameter takes";
        }
        if (!wrong.empty()) {
            return reader.fail("simulate: " + wrong);
        }
    }
}

void read_openai(const Value& body, ChatRequest& to, Reader& reader) {
    reader.read_limit(body, "max_tokens", to.max_tokens);
    reader.read_limit(body, "max_completion_tokens", to.max_tokens);
    reader.read_seed(body, to.seed);
    reader.read_stop(body, to.stop);
    const Value* choices = reader.member(body, "n");
    if (choices != nullptr && !(choices->IsInt() && choices->GetInt() == 1)) {
        reader.fail("'n' must be 1: the simulator gives one choice");
    }
    const Value* options = reader.member(body, "stream_options");
    if (options == nullptr) {
        return;
    }
    if (!options->IsObject()) {
        return reader.fail("'stream_options' must be an object");
    }
    reader.read_bool(*options, "include_usage", to.include_usage);
}

void read_ollama(const Value& body, ChatRequest& to, Reader& reader) {
    reader.read_bool(body, "think", to.think);
    const Value* options = reader.member(body, "options");
    if (options == nullptr) {
        return;
    }
    if (!options->IsObject()) {
        return reader.fail("'options' must be an object");
    }
    const Value* limit = reader.member(*options, "num_predict");
    const bool unlimited = limit != nullptr && limit->IsInt() && limit->GetInt() < 0;
    if (!unlimited) {
        reader.read_limit(*options, "num_predict", to.max_tokens);
    }
    reader.read_seed(*options, to.seed);
    reader.read_stop(*options, to.stop);
}

}  // namespace

ParsedChat parse_chat(std::string_view body, WireKind wire) {
    rapidjson::Document document;
    // Iterative: a body may nest as deep as it likes.
    document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
    if (document.HasParseError()) {
        return {std::nullopt, std::string("the body is not JSON: ") +
                                  rapidjson::GetParseError_En(document.GetParseError()) +
                                  " (byte " + std::to_string(document.GetErrorOffset()) + ")"};
    }
    if (!document.IsObject()) {
        return {std::nullopt, "the body must be a JSON object"};
    }
    Reader reader;
    ChatRequest request;
    const Value* model = reader.member(document, "model");
    if (model == nullptr || !model->IsString()) {
        reader.fail("'model' must be a string");
    } else {
        request.model = model->GetString();
    }
    request.stream = wire == WireKind::ollama;
    reader.read_bool(document, "stream", request.stream);
    read_messages(document, request, reader);
    read_overrides(document, request.overrides, reader);
    if (wire == WireKind::openai) {
        read_openai(document, request, reader);
    } else {
        read_ollama(document, request, reader);
    }
    if (!reader.problem.empty()) {
        return {std::nullopt, std::move(reader.problem)};
    }
    return {std::move(request), {}};
}

std::string parse_model_name(std::string_view body) {
    rapidjson::Document document;
    // Iterative: a body may nest as deep as it likes.
    document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
    if (document.HasParseError() || !document.IsObject()) {
        return {};
    }
    const Reader reader;
    for (const char* key : {"model", "name"}) {
        const Value* name = reader.member(document, key);
        if (name != nullptr && name->IsString()) {
            return name->GetString();
        }
    }
    return {};
}

}  // namespace hexameter::simulate
