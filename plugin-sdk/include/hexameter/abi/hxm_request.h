/* hxm_request.h: a request in neutral form, built by a modality, consumed by a provider. */
#ifndef HXM_REQUEST_H
#define HXM_REQUEST_H
#include <hexameter/abi/hxm_base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* A piece of a message, a candidate or a reference. Strided. */
typedef struct hxm_part {
    uint32_t flags, choice; /* HXM_PART_FAILED; choice: of a candidate */
    hxm_str mime;
    hxm_str name;             /* a file's name, or empty */
    hxm_buf data;             /* p = 0 when source is set */
    const hxm_source* source; /* set when the bytes are too many for memory, else 0 */
    hxm_str meta_json;        /* {"tool_call_id", "duration_ns", ...} or empty */
} hxm_part;

/* Flag: an iteration that failed. Counts as a candidate, has no bytes. */
#define HXM_PART_FAILED (1u << 0)

/* Roles of hxm_writer.part. */
enum { HXM_PART_CANDIDATE = 1, HXM_PART_REFERENCE };

/* Roles of messages. */
enum { HXM_ROLE_SYSTEM = 1, HXM_ROLE_USER, HXM_ROLE_ASSISTANT, HXM_ROLE_TOOL };

/* Strided; its parts are strided too. */
typedef struct hxm_message {
    uint32_t role, part_count, part_stride, reserved;
    const hxm_part* parts;
} hxm_message;

/* Part i of a message, i below its part_count. */
static inline const hxm_part* hxm_part_at(const hxm_message* m, uint32_t i) {
    return HXM_AT(hxm_part, m->parts, m->part_stride, i);
}

/* What is asked for. 2 to 4 are answered by RECORD chunks. */
enum { HXM_KIND_GENERATE = 1, HXM_KIND_LIST_MODELS, HXM_KIND_DESCRIBE_MODEL, HXM_KIND_HEALTH };

/* What is to be generated. */
enum {
    HXM_TASK_CHAT = 1,
    HXM_TASK_COMPLETE,
    HXM_TASK_TRANSCRIBE,
    HXM_TASK_SPEAK,
    HXM_TASK_MAKE_IMAGE,
    HXM_TASK_MAKE_VIDEO,
    HXM_TASK_MAKE_MESH,
    HXM_TASK_EMBED
};

/* A modality owns its request until release and leaves model, params_json and remaining_ns empty;
 * the host fills a copy. A provider may read that copy until forget (codec) or done (async). */
typedef struct hxm_request {
    uint32_t struct_size, kind, task, choices; /* HXM_KIND_*, HXM_TASK_*; choices: 1 or more */
    uint32_t message_count, message_stride;
    const hxm_message* messages;
    hxm_str model;

    /* An object. Neutral names: temperature, seed, max_tokens, stop, top_p. All others, which the
     * user gave as extra ones, go through to the server as they are, and are recorded. */
    hxm_str params_json;

    hxm_str tools_json;      /* an array of tool definitions, or empty */
    uint64_t remaining_ns;   /* until the deadline, at the call */
    uint32_t flags, attempt; /* HXM_RQ_*; attempt counts from 0 */
} hxm_request;

/* Message i of a request, i below its message_count. */
static inline const hxm_message* hxm_message_at(const hxm_request* rq, uint32_t i) {
    return HXM_AT(hxm_message, rq->messages, rq->message_stride, i);
}

/* Flag: ask for a streamed reply; clear: ask for one that is not. */
#define HXM_RQ_STREAM (1u << 0)

#ifdef __cplusplus
}
#endif
#endif
