/* hxm_chunk.h: what answers are made of, and where a plugin puts what it has to say. */
#ifndef HXM_CHUNK_H
#define HXM_CHUNK_H
#include <hexameter/abi/hxm_base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of chunks. Neutral keys come first in the JSON ones; "raw" holds what the peer sent. */
enum {
    HXM_CHUNK_CONTENT = 1, /* the answer: text, or bytes of mime */
    HXM_CHUNK_REASONING,   /* thinking that the model shows apart from its answer */
    HXM_CHUNK_TOOL_CALL,   /* {"index", "id", "name", "arguments_piece"} */
    HXM_CHUNK_USAGE,       /* {"input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens",
                              "unusable", "raw"}; the last one stands. Counts: 0 to 2^53, others
                              are left out, and "unusable" lists the peer's names of their fields
                              */
    HXM_CHUNK_CLAIM,       /* the server's own times: {"queue_ns", "load_ns", "prompt_ns",
                              "decode_ns", "total_ns", "raw"} */
    HXM_CHUNK_PROGRESS,    /* {"share": 0..1} */
    HXM_CHUNK_RECORD,      /* one answer to LIST_MODELS, DESCRIBE_MODEL or HEALTH: an object */
    HXM_CHUNK_FINISH       /* text: stop, length, tool_calls, content_filter,
                                    refusal (content is what was said instead of an answer),
                                    else the peer's word */
};

/* Flag: bytes of one blob that goes on. No event: never counted as a token or as a gap. */
#define HXM_CHUNK_PIECE (1u << 0)

/* Flag: the peer gave its answer whole, even if a stream was asked for: the host counts the reply
 * as one that was not streamed. For every chunk of such an answer. */
#define HXM_CHUNK_WHOLE (1u << 1)

/* One step of an answer. Borrowed for the call. */
typedef struct hxm_chunk {
    uint32_t struct_size, kind, choice, flags; /* HXM_CHUNK_*; choice: which of several answers */
    hxm_str mime;                              /* "text/plain", "application/json", "image/png" */
    hxm_buf bytes;
    uint64_t units;      /* tokens, samples or frames, if the peer says so; 0 = the host counts */
    uint64_t claimed_ns; /* the peer's own time of the chunk; kept beside, never headlined */
} hxm_chunk;

/* Where a provider's answer goes. Lives for the call that it was given to; for submit, until done
 * returns. */
typedef struct hxm_sink {
    uint32_t struct_size, reserved;
    void* ctx;

    /* Stamped on entry (for a codec: by the arrival of the bytes), copied, never blocks. HXM_STOP:
     * cancelled, stop feeding and hand it on; it may come late, so that nothing may depend on it
     * for being right. Below 0: the host cannot take it; end with that status. [op] */
    hxm_status (*chunk)(void* ctx, hxm_op op, const hxm_chunk* c);

    /* The request left. At most once, before the first chunk. Async providers only. [op] */
    void (*sent)(void* ctx, hxm_op op);

    /* The operation is over. Exactly once, last, also inside submit; request and sink are gone when
     * it returns. Async providers only: a codec's operation is ended by the host. [op] */
    void (*done)(void* ctx, hxm_op op, hxm_status st, hxm_str detail_json);
} hxm_sink;

struct hxm_part;

/* The key of put under which a modality's finish and a metric's score may leave one sentence about
 * the answer. A host may refuse it. */
#define HXM_NOTE "note"

/* Where modalities, metrics and decoders put what they found. Lives for the call. Functions that
 * the call has no use for may be 0. [op] */
typedef struct hxm_writer {
    uint32_t struct_size, reserved;
    void* ctx;

    /* A named value: UTF-8 JSON or plain text. The same key again replaces. */
    hxm_status (*put)(void* ctx, hxm_str key, hxm_buf value);

    /* The value of metric metric_index of the plugin's descriptor. label: "" or a variant that only
     * the configuration knows, such as "k=5". weight: 1, or what a ratio is weighted by (the words
     * of the reference for WER), so that the host can sum ratios. A value that is not finite is
     * refused. A metric that cannot be told is not called: absent, never 0. */
    hxm_status (*metric)(void* ctx, uint32_t metric_index, hxm_str label, double value,
                         double weight);

    /* What the metric plugins will get: HXM_PART_CANDIDATE or HXM_PART_REFERENCE. From
     * modality.finish only. The host copies. */
    hxm_status (*part)(void* ctx, uint32_t role, const struct hxm_part* p);
} hxm_writer;

#ifdef __cplusplus
}
#endif
#endif
