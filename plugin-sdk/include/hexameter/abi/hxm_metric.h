/* hxm_metric.h: scores of answers. A metric is a function of its input and configuration alone: no
 * clock, no locale, no environment. Aggregation over samples is the host's. */
#ifndef HXM_METRIC_H
#define HXM_METRIC_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#include <hexameter/abi/hxm_request.h>
#ifdef __cplusplus
extern "C" {
#endif

/* One call per answer; the candidates are its choices. */
#define HXM_IF_METRIC "hexameter.metric/1"

/* The same table; one call per sample with all its iterations in order, failed ones among them as
 * HXM_PART_FAILED (pass@k). */
#define HXM_IF_METRIC_GROUP "hexameter.metric.group/1"

typedef struct hxm_metric {
    uint32_t struct_size, reserved;

    /* candidates and refs: arrays of part_stride, 0 where the count is 0. A metric that cannot be
     * told, as without a reference, is not written. [op] */
    hxm_status (*score)(void* self, hxm_op op, hxm_str sample_json, const hxm_part* candidates,
                        uint32_t candidate_count, const hxm_part* refs, uint32_t ref_count,
                        uint32_t part_stride, const hxm_writer* out);
} hxm_metric;

/* Scores of a whole corpus that are no means of samples: BLEU, CIDEr. */
#define HXM_IF_METRIC_CORPUS "hexameter.metric.corpus/1"

/* Calls of one corpus are serial, the thread may change:  begin (add | merge)* state? result? end
 * add comes in the order of the samples, merge in the order of the shards, since floats do not
 * commute. */
typedef struct hxm_metric_corpus {
    uint32_t struct_size, reserved;
    hxm_status (*begin)(void* self, hxm_op corpus);
    hxm_status (*add)(void* self, hxm_op corpus, hxm_str sample_json, const hxm_part* candidate,
                      const hxm_part* refs, uint32_t ref_count, uint32_t part_stride);

    /* What add has gathered, as one blob in the plugin's own format: of fixed byte order, with a
     * version inside. */
    hxm_status (*state)(void* self, hxm_op corpus, void* to, hxm_put put);

    /* Adds such a blob. HXM_E_DECODE: not of this plugin, or of a version that it cannot read. */
    hxm_status (*merge)(void* self, hxm_op corpus, hxm_buf state);

    hxm_status (*result)(void* self, hxm_op corpus, const hxm_writer* out);
    void (*end)(void* self, hxm_op corpus);
} hxm_metric_corpus;

/* The third way to count output tokens, beside events and the server's usage. */
#define HXM_IF_TOKENIZER "hexameter.tokenizer/1"

typedef struct hxm_tokenizer {
    uint32_t struct_size, reserved;

    /* HXM_E_UNSUPPORTED: not a model of this tokenizer. [any] */
    hxm_status (*count)(void* self, hxm_str model, hxm_str text, uint64_t* tokens);
} hxm_tokenizer;

#ifdef __cplusplus
}
#endif
#endif
