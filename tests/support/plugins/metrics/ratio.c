/* A metric that is a ratio: bytes of the answer over those of the reference, weighted by the
 * latter. The answer says what goes wrong: "nan", "fail" (an error after a value), "foreign" (a
 * value of a metric that it has not). */
#include "metric_fixture.h"

#ifndef VERSION
#define VERSION "1.2.3"
#endif

FIXTURE_MANIFEST(
    "{\"abi\":{\"major\":1,\"minor_built\":0,\"minor_needed\":0},\"plugins\":[{\"id\":\"ratio\","
    "\"kind\":\"metric\",\"name\":\"A fixture\",\"version\":\"" VERSION
    "\",\"license\":\"Apache-2.0\","
    "\"metrics\":[{\"id\":\"length_ratio\",\"unit\":\"1\",\"aggregate\":\"ratio\"}]}]}");

static const hxm_host* host_of(void* self) {
    return (const hxm_host*)self;
}

static int says(const hxm_part* part, const char* word) {
    return part->data.n == strlen(word) && memcmp(part->data.p, word, part->data.n) == 0;
}

static hxm_status score(void* self, hxm_op op, hxm_str sample, const hxm_part* candidates,
                        uint32_t candidate_count, const hxm_part* refs, uint32_t ref_count,
                        uint32_t part_stride, const hxm_writer* out) {
    const hxm_str none = {0, 0};
    (void)sample, (void)part_stride;
    if (candidate_count == 0 || ref_count == 0) return HXM_OK;
    const double wanted = (double)refs->data.n;
    if (says(candidates, "nan")) return out->metric(out->ctx, 0, none, 0.0 / 0.0, 1.0), HXM_OK;
    if (says(candidates, "foreign")) return out->metric(out->ctx, 7, none, 1.0, 1.0), HXM_OK;
    if (says(candidates, "fail")) {
        static const char why[] = "the answer is too sad";
        out->metric(out->ctx, 0, none, 1.0, 1.0);
        host_of(self)->set_error(host_of(self)->ctx, op, HXM_E_LIMIT,
                                 (hxm_str){why, sizeof why - 1}, none);
        return HXM_E_LIMIT;
    }
    return out->metric(out->ctx, 0, none, (double)candidates->data.n / wanted, wanted);
}

static hxm_status start(void* self) {
    return (void)self, HXM_OK;
}

static uint32_t count(void) {
    return 1;
}

static const hxm_descriptor* describe(uint32_t i) {
    static const hxm_metric_def metrics[] = {{0, HXM_AGG_RATIO, "length_ratio", "1", "", ""}};
    static const hxm_descriptor plugin = {
        .struct_size = sizeof plugin,
        .kind = HXM_PLUGIN_METRIC,
        .id = "ratio",
        .name = "A fixture",
        .version = VERSION,
        .license = "Apache-2.0",
        .metric_count = 1,
        .metric_stride = sizeof(hxm_metric_def),
        .metrics = metrics,
    };
    return i == 0 ? &plugin : 0;
}

HXM_EXPORT extern const hxm_entry hexameter_plugin_v1;
const hxm_entry hexameter_plugin_v1 = {sizeof(hxm_entry), HXM_ABI_MAJOR, 0, 0, count,
                                       describe,          fixture_create};
