/* hxm_modality.h: makes requests of samples, and sense of answers. */
#ifndef HXM_MODALITY_H
#define HXM_MODALITY_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#include <hexameter/abi/hxm_request.h>
#ifdef __cplusplus
extern "C" {
#endif

#define HXM_IF_MODALITY "hexameter.modality/1"

/* What the host measured of one operation. Moments are ns of the monotonic clock; 0 = did not
 * happen. */
typedef struct hxm_timeline {
    uint32_t struct_size;
    /* Non-empty chunks that are no pieces, each by its units, else as one; 0 = they say nothing of
     * tokens: a reply that was not streamed. */
    uint32_t tokens_by_event;
    uint64_t tokens_by_usage; /* as the server says; 0 = it did not */
    uint64_t tokens_by_tokenizer;
    uint64_t intended_ns; /* when the schedule wanted it sent */
    uint64_t sent_ns;     /* of the first attempt's first exchange */
    uint64_t first_byte_ns;
    uint64_t first_content_ns; /* first non-empty chunk that is no piece */
    uint64_t last_content_ns;  /* last non-empty chunk, pieces too */
    uint64_t end_ns;
    uint32_t attempts, exchanges;
    uint64_t last_sent_ns; /* of the last attempt */
    uint64_t accepted_ns;  /* flows that poll: end of the first exchange */
    uint64_t ready_ns;     /* flows that poll: head of the last exchange */
} hxm_timeline;

/* Calls of one operation, all [op]:  ( prepare observe* finish )+ release  */
typedef struct hxm_modality {
    uint32_t struct_size, reserved;

    /* Builds the request of a sample: one JSON object of the data set, checked against the sample
     * schema. *out stays the plugin's and lives, with all that it points at, until the next prepare
     * of the operation or release. Model, parameters and remaining time are left empty. */
    hxm_status (*prepare)(void* self, hxm_op op, hxm_str sample_json, const hxm_request** out);

    /* One chunk of the answer with the host's stamp; replayed in order after the end, never live.
     */
    hxm_status (*observe)(void* self, hxm_op op, const hxm_chunk* c, uint64_t t_ns);

    /* st: how the operation ended. Candidates and references for the metric plugins go through
     * out->part, own metrics through out->metric. HXM_PENDING: one more turn, prepare comes again
     * for the same operation (dialogue, tools, repair). */
    hxm_status (*finish)(void* self, hxm_op op, hxm_status st, const hxm_timeline* t,
                         const hxm_writer* out);

    /* The last call; follows prepare always, also a failed one. */
    void (*release)(void* self, hxm_op op);
} hxm_modality;

#ifdef __cplusplus
}
#endif
#endif
