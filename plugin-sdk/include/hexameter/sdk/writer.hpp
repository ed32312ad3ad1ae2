// Where a modality and a metric put what they found out.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/views.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// Valid for the call that it was given to, on its thread. Every call throws Error when the host
// refuses it.
class Writer {
  public:
    explicit Writer(const hxm_writer* raw) : raw_(raw) {
        if (raw == nullptr || !HXM_HAS(raw, hxm_writer, part)) {
            throw Error(Status::bad_argument, "the host's writer is missing or too short");
        }
    }

    // value: JSON or plain text. A key again replaces.
    void put(std::string_view key, std::string_view value) const {
        if (raw_->put == nullptr) {
            throw Error(Status::unsupported, "the host takes no values here");
        }
        check(raw_->put(raw_->ctx, str(key), buf(value)), "a value");
    }

    // index: place in the manifest's "metrics". A metric without a value is not called, never 0.
    // label: "" or a variant such as "k=5"; weight: 1, or what a ratio is weighted by.
    void metric(std::uint32_t index, double value, std::string_view label = {},
                double weight = 1) const {
        if (raw_->metric == nullptr) {
            throw Error(Status::unsupported, "the host takes no metrics here");
        }
        check(raw_->metric(raw_->ctx, index, str(label), value, weight), "a metric's value");
    }

    // A sentence for who reads the result of this answer: why its values are what they are. The
    // last one is kept; a host that keeps none drops it.
    void note(std::string_view text) const noexcept {
        if (raw_->put != nullptr) {
            static_cast<void>(raw_->put(raw_->ctx, str(HXM_NOTE), buf(text)));
        }
    }

    // What the metric plugins will get. From a modality's finish only.
    void candidate(std::string_view text, std::uint32_t choice = 0,
                   std::string_view mime = "text/plain") const {
        part(HXM_PART_CANDIDATE, make(text, choice, mime));
    }

    void reference(std::string_view text, std::string_view mime = "text/plain") const {
        part(HXM_PART_REFERENCE, make(text, 0, mime));
    }

    void part(std::uint32_t role, const hxm_part& part) const {
        if (raw_->part == nullptr) {
            throw Error(Status::unsupported, "the host takes no parts here");
        }
        check(raw_->part(raw_->ctx, role, &part), "a part");
    }

  private:
    static hxm_part make(std::string_view text, std::uint32_t choice,
                         std::string_view mime) noexcept {
        hxm_part part{};
        part.choice = choice;
        part.mime = str(mime);
        part.data = buf(text);
        return part;
    }

    const hxm_writer* raw_;
};

}  // namespace v1
}  // namespace hexameter::sdk
