/* hxm_descriptor.h: what a plugin says of itself. hexameter_add_plugin() generates descriptors from
 * plugin.json (hxm_manifest.h), so that they and the manifest in the file agree. */
#ifndef HXM_DESCRIPTOR_H
#define HXM_DESCRIPTOR_H
#include <hexameter/abi/hxm_base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of plugins. A decoder is any plugin for media: decoder, encoder, transform. */
enum { HXM_PLUGIN_PROVIDER = 1, HXM_PLUGIN_MODALITY, HXM_PLUGIN_METRIC, HXM_PLUGIN_DECODER };

/* How the host sums up a metric's samples: their mean, the sum of value x weight over the sum of
 * weight, or not at all. */
enum { HXM_AGG_MEAN = 0, HXM_AGG_RATIO, HXM_AGG_NONE };

/* The card of one metric. Strided, static. */
typedef struct hxm_metric_def {
    uint32_t direction; /* 0 for information, 1 higher is better, 2 lower is better */
    uint32_t aggregate; /* HXM_AGG_* */
    const char* id;     /* unique in a run */
    const char* unit;   /* "1" for shares and scores, "ns", "tokens/s", ... */
    const char* help;   /* the definition in one line */
    const char* source; /* where the formula comes from */
} hxm_metric_def;

/* Static storage, NUL-terminated texts, 0 where there is nothing to say. */
typedef struct hxm_descriptor {
    uint32_t struct_size, kind; /* HXM_PLUGIN_* */
    const char* id;             /* ours: one word; third parties: reverse domain */
    const char* name;
    const char* version;
    const char* license;
    const char* config_schema_json; /* JSON Schema draft-07, no remote $ref. The host checks and
                                       fills in defaults before create. "x-secret": true marks a
                                       secret's name, "x-flag" a flag of the command line */
    const char* accepts;            /* MIME patterns apart by spaces: "text/plain image/png" */
    const char* produces;
    uint64_t tasks; /* bits 1 << HXM_TASK_* */
    uint64_t flags; /* HXM_F_* */
    uint32_t metric_count, metric_stride;
    const hxm_metric_def* metrics;
    const char* sample_schema_json; /* modality: JSON Schema of one line of a data set; else 0 */
} hxm_descriptor;

/* The same input and random numbers give the same output. */
#define HXM_F_DETERMINISTIC (1ull << 0)

/* Operations of one instance may come at once. */
#define HXM_F_CONCURRENT (1ull << 1)

/* It speaks to other machines, or has the host do so. */
#define HXM_F_NEEDS_NETWORK (1ull << 2)

#ifdef __cplusplus
}
#endif
#endif
