// Base of a metric that scores one answer.
#pragma once

#include <hexameter/sdk/instance.hpp>
#include <hexameter/sdk/request.hpp>
#include <hexameter/sdk/writer.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

// What is scored; borrowed for the call.
struct ScoreInput {
    hxm_op op;
    std::string_view sample_json;
    Parts candidates;  // the choices of one answer
    Parts references;
};

// score must be a function of its input and the configuration: no clock, locale or environment.
class Metric : public Instance {
  public:
    using Instance::Instance;

  protected:
    // Writes no metric at all where none can be told, as without a reference. Thread: any.
    virtual Status score(const ScoreInput& input, Writer& out) = 0;

    [[nodiscard]] const void* interface(std::string_view id) const noexcept override {
        static constexpr hxm_metric functions{sizeof(hxm_metric), 0, score_thunk};
        return id == HXM_IF_METRIC ? &functions : nullptr;
    }

  private:
    static hxm_status score_thunk(void* self, hxm_op op, hxm_str sample_json,
                                  const hxm_part* candidates, std::uint32_t candidate_count,
                                  const hxm_part* refs, std::uint32_t ref_count,
                                  std::uint32_t part_stride, const hxm_writer* out) noexcept {
        auto& metric = from<Metric>(self);
        return guard(metric.host(), op, [&] {
            Writer writer(out);
            return metric.score(
                {op, view(sample_json), Parts(candidates, candidate_count, part_stride),
                 Parts(refs, ref_count, part_stride)},
                writer);
        });
    }
};

}  // namespace v1
}  // namespace hexameter::sdk
