/* The boilerplate of a metric plugin of one behaviour: the file that includes this defines score()
 * and start(), whose self is the host. One instance at a time. */
#ifndef METRIC_FIXTURE_H
#define METRIC_FIXTURE_H
#include <hexameter/abi/hxm_plugin.h>

#include "fixture_manifest.h"

static hxm_status score(void* self, hxm_op op, hxm_str sample, const hxm_part* candidates,
                        uint32_t candidate_count, const hxm_part* refs, uint32_t ref_count,
                        uint32_t part_stride, const hxm_writer* out);
static hxm_status start(void* self);

static void fixture_nothing(void* self) {
    (void)self;
}

static const void* fixture_interface(void* self, const char* id) {
    static const hxm_metric metric = {sizeof metric, 0, score};
    return (void)self, strcmp(id, HXM_IF_METRIC) ? 0 : &metric;
}

static inline hxm_status fixture_create(const hxm_host* host, const char* id, hxm_str config,
                                        const hxm_instance** out) {
    static hxm_instance instance = {sizeof instance,  0, 0, start, fixture_nothing, fixture_nothing,
                                    fixture_interface};
    (void)id, (void)config;
    instance.self = (void*)host;
    *out = &instance;
    return HXM_OK;
}

#endif
