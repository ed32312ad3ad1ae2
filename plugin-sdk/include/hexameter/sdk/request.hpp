// A request as a provider sees it: views over what the host holds until the operation ends.
//
// Threads: any; reading only. What a view gives is the host's, until the operation ends.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/strided.hpp>
#include <hexameter/sdk/views.hpp>
#include <string>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

enum class Role : std::uint32_t {
    system = HXM_ROLE_SYSTEM,
    user = HXM_ROLE_USER,
    assistant = HXM_ROLE_ASSISTANT,
    tool = HXM_ROLE_TOOL,
};

// The word that chat APIs use for the role; "" for one that this header does not know.
[[nodiscard]] inline std::string_view to_string(Role role) noexcept {
    switch (role) {
        case Role::system:
            return "system";
        case Role::user:
            return "user";
        case Role::assistant:
            return "assistant";
        case Role::tool:
            return "tool";
    }
    return {};
}

enum class Kind : std::uint32_t {
    generate = HXM_KIND_GENERATE,
    list_models = HXM_KIND_LIST_MODELS,  // answered by RECORD chunks, as the two below are
    describe_model = HXM_KIND_DESCRIBE_MODEL,
    health = HXM_KIND_HEALTH,
};

enum class Task : std::uint32_t {
    chat = HXM_TASK_CHAT,
    complete = HXM_TASK_COMPLETE,
    transcribe = HXM_TASK_TRANSCRIBE,
    speak = HXM_TASK_SPEAK,
    make_image = HXM_TASK_MAKE_IMAGE,
    make_video = HXM_TASK_MAKE_VIDEO,
    make_mesh = HXM_TASK_MAKE_MESH,
    embed = HXM_TASK_EMBED,
};

// A piece of a message, a candidate or a reference.
class Part {
  public:
    explicit Part(const hxm_part* raw, std::uint32_t /*stride*/ = sizeof(hxm_part)) noexcept
        : raw_(raw) {}

    [[nodiscard]] std::string_view mime() const noexcept { return view(raw_->mime); }

    [[nodiscard]] std::string_view name() const noexcept { return view(raw_->name); }

    [[nodiscard]] std::string_view text() const noexcept { return view(raw_->data); }

    [[nodiscard]] std::span<const std::uint8_t> data() const noexcept { return bytes(raw_->data); }

    [[nodiscard]] std::string_view meta_json() const noexcept { return view(raw_->meta_json); }

    [[nodiscard]] std::uint32_t choice() const noexcept { return raw_->choice; }

    [[nodiscard]] bool failed() const noexcept { return (raw_->flags & HXM_PART_FAILED) != 0; }

    [[nodiscard]] bool is_text() const noexcept { return mime().substr(0, 5) == "text/"; }

    // Set when the bytes are too many for memory; then data() is empty.
    [[nodiscard]] const hxm_source* source() const noexcept { return raw_->source; }

    [[nodiscard]] const hxm_part& raw() const noexcept { return *raw_; }

  private:
    const hxm_part* raw_;
};

using Parts = Strided<Part, hxm_part>;

class Message {
  public:
    explicit Message(const hxm_message* raw,
                     std::uint32_t /*stride*/ = sizeof(hxm_message)) noexcept
        : raw_(raw) {}

    [[nodiscard]] Role role() const noexcept { return static_cast<Role>(raw_->role); }

    [[nodiscard]] Parts parts() const noexcept {
        return Parts(raw_->parts, raw_->part_count, raw_->part_stride);
    }

    // The text parts, one after the other.
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const Part part : parts()) {
            if (part.is_text()) {
                all.append(part.text());
            }
        }
        return all;
    }

  private:
    const hxm_message* raw_;
};

using Messages = Strided<Message, hxm_message>;

// A handle: copy it freely. It lives until forget (codec) or done (async).
class Request {
  public:
    // Throws Error when the struct is shorter than its first version.
    explicit Request(const hxm_request* raw) : raw_(raw) {
        if (raw == nullptr || !HXM_HAS(raw, hxm_request, attempt)) {
            throw Error(Status::bad_argument, "the host's request is missing or too short");
        }
    }

    [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(raw_->kind); }

    [[nodiscard]] Task task() const noexcept { return static_cast<Task>(raw_->task); }

    [[nodiscard]] std::uint32_t choices() const noexcept { return raw_->choices; }

    [[nodiscard]] std::string_view model() const noexcept { return view(raw_->model); }

    [[nodiscard]] std::string_view params_json() const noexcept { return view(raw_->params_json); }

    [[nodiscard]] std::string_view tools_json() const noexcept { return view(raw_->tools_json); }

    [[nodiscard]] std::uint64_t remaining_ns() const noexcept { return raw_->remaining_ns; }

    [[nodiscard]] std::uint32_t attempt() const noexcept { return raw_->attempt; }

    [[nodiscard]] bool streamed() const noexcept { return (raw_->flags & HXM_RQ_STREAM) != 0; }

    [[nodiscard]] Messages messages() const noexcept {
        return Messages(raw_->messages, raw_->message_count, raw_->message_stride);
    }

    [[nodiscard]] const hxm_request& raw() const noexcept { return *raw_; }

  private:
    const hxm_request* raw_;
};

}  // namespace v1
}  // namespace hexameter::sdk
