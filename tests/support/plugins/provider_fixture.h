/* The boilerplate of an async provider of one behaviour: the file that includes this defines
 * submit() and cancel(), and before its end says FIXTURE_PROVIDER. `the_host` is there from create
 * on; FIXTURE_ID comes from the build. One instance at a time. */
#ifndef PROVIDER_FIXTURE_H
#define PROVIDER_FIXTURE_H
#include <hexameter/abi/hxm_plugin.h>

#include "fixture_manifest.h"

#ifndef FIXTURE_FLAGS
#define FIXTURE_FLAGS "\"concurrent\""
#endif

FIXTURE_MANIFEST(
    "{\"abi\":{\"major\":1,\"minor_built\":0,\"minor_needed\":0},\"plugins\":[{\"id\":\"" FIXTURE_ID
    "\",\"kind\":\"provider\",\"name\":\"A fixture\",\"version\":\"1.0.0\","
    "\"license\":\"Apache-2.0\",\"flags\":[" FIXTURE_FLAGS "]}]}");

static const hxm_host* the_host;

static inline hxm_str text_of(const char* text) {
    return (hxm_str){text, strlen(text)};
}

static inline hxm_status say_kind(const hxm_sink* out, hxm_op op, uint32_t kind, const char* text) {
    const hxm_chunk chunk = {
        sizeof chunk, kind, 0, 0, {0, 0}, {(const uint8_t*)text, strlen(text)}, 0, 0};
    return out->chunk(out->ctx, op, &chunk);
}

static inline hxm_status say(const hxm_sink* out, hxm_op op, const char* text) {
    return say_kind(out, op, HXM_CHUNK_CONTENT, text);
}

static inline void end(const hxm_sink* out, hxm_op op, hxm_status status) {
    out->done(out->ctx, op, status, (hxm_str){0, 0});
}

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out);
static void cancel(void* self, hxm_op op);

static hxm_status fixture_start(void* self) {
    return (void)self, HXM_OK;
}

static void fixture_destroy(void* self) {
    (void)self;
}

#ifndef FIXTURE_STOP
#define FIXTURE_STOP fixture_destroy
#endif

static void FIXTURE_STOP(void* self);

static const void* fixture_interface(void* self, const char* id) {
    static const hxm_provider_async async = {sizeof async, 0, submit, cancel};
    return (void)self, strcmp(id, HXM_IF_ASYNC) ? 0 : &async;
}

static hxm_status fixture_create(const hxm_host* host, const char* id, hxm_str config,
                                 const hxm_instance** out) {
    static const hxm_instance instance = {
        sizeof instance, 0, 0, fixture_start, FIXTURE_STOP, fixture_destroy, fixture_interface};
    (void)id, (void)config;
    the_host = host;
    *out = &instance;
    return HXM_OK;
}

static uint32_t fixture_count(void) {
    return 1;
}

static const hxm_descriptor* fixture_describe(uint32_t i) {
    static const hxm_descriptor plugin = {.struct_size = sizeof plugin,
                                          .kind = HXM_PLUGIN_PROVIDER,
                                          .id = FIXTURE_ID,
                                          .name = "A fixture",
                                          .version = "1.0.0",
                                          .license = "Apache-2.0"};
    return i == 0 ? &plugin : 0;
}

const hxm_entry hexameter_plugin_v1 = {sizeof(hxm_entry), HXM_ABI_MAJOR,    HXM_ABI_MINOR, 0,
                                       fixture_count,     fixture_describe, fixture_create};

#endif
