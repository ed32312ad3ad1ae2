// A request that owns what it is made of: what a modality builds in prepare.
#pragma once

#include <deque>
#include <hexameter/sdk/request.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::sdk {
inline namespace v1 {

// Model, parameters and time left stay empty: the host fills them into a copy.
// Not thread-safe; not copyable, since the view points into it.
class RequestBuilder {
  public:
    RequestBuilder() = default;
    RequestBuilder(const RequestBuilder&) = delete;
    RequestBuilder& operator=(const RequestBuilder&) = delete;

    RequestBuilder& task(Task task) {
        request_.task = static_cast<std::uint32_t>(task);
        return *this;
    }

    RequestBuilder& choices(std::uint32_t n) {
        request_.choices = n;
        return *this;
    }

    // JSON array of tool definitions.
    RequestBuilder& tools(std::string_view json) {
        request_.tools_json = str(keep(json));
        return *this;
    }

    // The parts that follow belong to this message.
    RequestBuilder& message(Role role) {
        messages_.push_back({static_cast<std::uint32_t>(role), {}});
        return *this;
    }

    RequestBuilder& message(Role role, std::string_view text) { return message(role).text(text); }

    RequestBuilder& text(std::string_view text) { return part("text/plain", text); }

    // Copies the bytes. name: a file's name, or ""; meta_json: an object, or "".
    RequestBuilder& part(std::string_view mime, std::string_view data, std::string_view name = {},
                         std::string_view meta_json = {}) {
        hxm_part p{};
        p.mime = str(keep(mime));
        p.name = str(keep(name));
        p.data = buf(keep(data));
        p.meta_json = str(keep(meta_json));
        return part(p);
    }

    // Borrows: what it points at must live until release.
    RequestBuilder& part(const hxm_part& p) {
        if (messages_.empty()) {
            message(Role::user);
        }
        messages_.back().parts.push_back(p);
        return *this;
    }

    void clear() {
        request_ = {};
        messages_.clear();
        kept_.clear();
    }

    // Valid until the next change or the builder's end.
    [[nodiscard]] const hxm_request* view() {
        raw_messages_.clear();
        for (const Entry& m : messages_) {
            raw_messages_.push_back({m.role, static_cast<std::uint32_t>(m.parts.size()),
                                     sizeof(hxm_part), 0, m.parts.data()});
        }
        request_.struct_size = sizeof request_;
        request_.kind = HXM_KIND_GENERATE;
        request_.choices = request_.choices == 0 ? 1 : request_.choices;
        request_.message_count = static_cast<std::uint32_t>(raw_messages_.size());
        request_.message_stride = sizeof(hxm_message);
        request_.messages = raw_messages_.data();
        return &request_;
    }

  private:
    struct Entry {
        std::uint32_t role;
        std::vector<hxm_part> parts;
    };

    // A deque never moves what it holds.
    std::string_view keep(std::string_view text) {
        return text.empty() ? std::string_view() : std::string_view(kept_.emplace_back(text));
    }

    hxm_request request_{};
    std::vector<Entry> messages_;
    std::vector<hxm_message> raw_messages_;
    std::deque<std::string> kept_;
};

}  // namespace v1
}  // namespace hexameter::sdk
