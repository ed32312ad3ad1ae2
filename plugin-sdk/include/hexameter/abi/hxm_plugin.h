/* hxm_plugin.h: the plugin ABI, major 1. Includes every other header of it and declares what a
 * plugin's file exports.
 *
 * Life of an instance, all [control]:
 *
 *     create -> start -> (operations) -> stop -> destroy
 *
 * After a start that failed comes destroy, without stop. stop comes only when every operation is
 * over. A library stays loaded until the process ends. A plugin leaves signals, locale, working
 * folder, environment and global state of libraries alone, and does not fork. */
#ifndef HXM_PLUGIN_H
#define HXM_PLUGIN_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#include <hexameter/abi/hxm_descriptor.h>
#include <hexameter/abi/hxm_host.h>
#include <hexameter/abi/hxm_media.h>
#include <hexameter/abi/hxm_metric.h>
#include <hexameter/abi/hxm_modality.h>
#include <hexameter/abi/hxm_provider.h>
#include <hexameter/abi/hxm_request.h>
#include <hexameter/abi/hxm_services.h>
#ifdef __cplusplus
extern "C" {
#endif

/* One created plugin; the plugin's own, until its destroy returns. */
typedef struct hxm_instance {
    uint32_t struct_size, reserved;
    void* self; /* first argument of these functions and of those of every interface */

    hxm_status (*start)(void* self);

    /* No thread of the plugin may live when it returns. */
    void (*stop)(void* self);

    void (*destroy)(void* self);

    /* The table of an interface (HXM_IF_*), or 0. Lives until destroy. */
    const void* (*get_interface)(void* self, const char* id);
} hxm_instance;

/* What a plugin's file is. */
typedef struct hxm_entry {
    uint32_t struct_size;
    uint32_t abi_major;        /* HXM_ABI_MAJOR */
    uint32_t abi_minor_built;  /* HXM_ABI_MINOR of the headers that it was built with */
    uint32_t abi_minor_needed; /* a host of an older minor refuses it, naming both */

    /* How many plugins the file offers. [any] */
    uint32_t (*count)(void);

    /* Plugin i, in static storage; 0 past the end. [any] */
    const hxm_descriptor* (*describe)(uint32_t i);

    /* Makes an instance of the plugin of that id. config_json was checked against its schema and
     * has its defaults. h lives until destroy. Below 0: none was made, and *out is 0. [control] */
    hxm_status (*create)(const hxm_host* h, const char* id, hxm_str config_json,
                         const hxm_instance** out);
} hxm_entry;

/* The one exported symbol: data, not code, initialised without a constructor. Its name carries the
 * major, so that a plugin of another major is simply not found. */
HXM_EXPORT extern const hxm_entry hexameter_plugin_v1;

#ifdef __cplusplus
}
#endif
#endif
