/* A metric plugin that scores 1. The macros make one lie or one fault each. */
#include "metric_fixture.h"

#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef MANIFEST_MAJOR
#define MANIFEST_MAJOR "1"
#endif
#ifndef MANIFEST_MINOR
#define MANIFEST_MINOR "0"
#endif
#ifndef CODE_MAJOR
#define CODE_MAJOR HXM_ABI_MAJOR
#endif
#ifndef CODE_MINOR
#define CODE_MINOR 0
#endif
#ifndef CODE_ID
#define CODE_ID "honest"
#endif
#ifndef CODE_KIND
#define CODE_KIND HXM_PLUGIN_METRIC
#endif
#ifndef CODE_VERSION
#define CODE_VERSION VERSION
#endif
#ifndef CODE_METRIC
#define CODE_METRIC "truth"
#endif
#ifndef CODE_METRIC_COUNT
#define CODE_METRIC_COUNT 1
#endif
#ifndef CODE_COUNT
#define CODE_COUNT 1
#endif
#ifndef ENTRY_SIZE
#define ENTRY_SIZE sizeof(hxm_entry)
#endif
#ifndef SYMBOL
#define SYMBOL hexameter_plugin_v1
#endif

#define SCHEMA                                                             \
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" \
    "\"level\":{\"type\":\"integer\",\"minimum\":1},"                      \
    "\"key_env\":{\"type\":\"string\",\"x-secret\":true}}}"

#ifndef MANIFEST
#define MANIFEST                                                                                \
    "{\"abi\":{\"major\":" MANIFEST_MAJOR ",\"minor_built\":0,\"minor_needed\":" MANIFEST_MINOR \
    "},\"plugins\":[{\"id\":\"honest\",\"kind\":\"metric\",\"name\":\"A fixture\","             \
    "\"version\":\"" VERSION                                                                    \
    "\",\"license\":\"Apache-2.0\",\"aliases\":[\"sincere\"],"                                  \
    "\"metrics\":[{\"id\":\"truth\",\"unit\":\"1\",\"direction\":\"higher\"}],"                 \
    "\"config_schema\":" SCHEMA "}]}"
#endif

#ifndef NO_MANIFEST
FIXTURE_MANIFEST(MANIFEST);
#endif

#ifdef CALL_WHAT_IS_NOT_THERE
void nobody_defines_this(void);
#endif

static hxm_status score(void* self, hxm_op op, hxm_str sample, const hxm_part* candidates,
                        uint32_t candidate_count, const hxm_part* refs, uint32_t ref_count,
                        uint32_t part_stride, const hxm_writer* out) {
    (void)self, (void)op, (void)sample, (void)candidates, (void)candidate_count, (void)refs;
    (void)ref_count, (void)part_stride;
    return out->metric(out->ctx, 0, (hxm_str){0, 0}, 1.0, 1.0);
}

static hxm_status start(void* self) {
#ifdef FAILING_START
    const hxm_host* host = (const hxm_host*)self;
    static const char why[] = "the weights are gone";
    host->set_error(host->ctx, 0, HXM_E_NOMEM, (hxm_str){why, sizeof why - 1}, (hxm_str){0, 0});
    return HXM_E_NOMEM;
#else
    return (void)self, HXM_OK;
#endif
}

static hxm_status create(const hxm_host* host, const char* id, hxm_str config,
                         const hxm_instance** out) {
    (void)host, (void)id, (void)config, (void)out;
#ifdef FAILING_CREATE
    static const char why[] = "level 3 is not for this machine";
    host->set_error(host->ctx, 0, HXM_E_CONFIG, (hxm_str){why, sizeof why - 1}, (hxm_str){0, 0});
    return HXM_E_CONFIG;
#elif defined(SILENT_CREATE)
    return HXM_E_UNSUPPORTED;
#elif defined(NULL_CREATE)
    return *out = 0, HXM_OK;
#else
#ifdef CALL_WHAT_IS_NOT_THERE
    nobody_defines_this();
#endif
    return fixture_create(host, id, config, out);
#endif
}

static uint32_t count(void) {
    return CODE_COUNT;
}

static const hxm_descriptor* describe(uint32_t i) {
    static const hxm_metric_def metrics[] = {{1, HXM_AGG_MEAN, CODE_METRIC, "1", "", ""}};
    static const hxm_descriptor plugin = {
        .struct_size = sizeof plugin,
        .kind = CODE_KIND,
        .id = CODE_ID,
        .name = "A fixture",
        .version = CODE_VERSION,
        .license = "Apache-2.0",
        .config_schema_json = SCHEMA,
        .metric_count = CODE_METRIC_COUNT,
        .metric_stride = sizeof(hxm_metric_def),
#ifdef NULL_METRICS
        .metrics = 0,
#else
        .metrics = metrics,
#endif
    };
#ifdef NULL_DESCRIPTOR
    return (void)i, (void)plugin, (const hxm_descriptor*)0;
#else
    return (void)metrics, i == 0 ? &plugin : 0;
#endif
}

HXM_EXPORT extern const hxm_entry SYMBOL;
const hxm_entry SYMBOL = {ENTRY_SIZE, CODE_MAJOR, 0, CODE_MINOR, count, describe, create};
