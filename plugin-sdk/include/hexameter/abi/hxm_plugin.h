/* hxm_plugin.h: draft of the plugin ABI, major 1. Pure C11; structs grow at the tail only inside a major.
 * A sketch to start from. Compiled as C11 and C++20 (gcc 12, clang 14). Throwaway codecs (OpenAI, Ollama), an async
 * provider, an image and a video modality, stb, FFmpeg and Assimp decoders and three metrics were built on an earlier
 * form; what they stumbled over is mended here, and the rules behind it are in plugin-sdk.md. */
#ifndef HXM_PLUGIN_H
#define HXM_PLUGIN_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#define HXM_ABI_MAJOR 1u
#define HXM_ABI_MINOR 0u             /* newest minor that this header describes  */
#ifndef HXM_TARGET_MINOR             /* an author raises it to see later fields   */
#define HXM_TARGET_MINOR 0u
#endif
#define HXM_EXPORT __attribute__((visibility("default")))
#ifdef __cplusplus
extern "C" {
#endif
/* The macros below are spelt apart for C++, whose users forbid C casts. */
#ifdef __cplusplus
#define HXM_SIZEOF_FIELD(type, f) sizeof(type::f)
#define HXM_AT(type, base, stride, i) \
  (reinterpret_cast<const type *>(reinterpret_cast<const uint8_t *>(base) + \
                                  static_cast<uint64_t>(stride) * static_cast<uint64_t>(i)))
#else
#define HXM_SIZEOF_FIELD(type, f) sizeof(((const type *)0)->f)
#define HXM_AT(type, base, stride, i) \
  ((const type *)(const void *)((const uint8_t *)(base) + (uint64_t)(stride) * (uint64_t)(i)))
#endif
/* HXM_AT: element i of a strided array: the peer's element may be longer than ours. Never index such an array. */
/* The only legal ways to touch what a peer may not have. A field of value zero is there all the same. */
#define HXM_HAS(p, type, f)      ((p)->struct_size >= offsetof(type, f) + HXM_SIZEOF_FIELD(type, f))
#define HXM_CALLABLE(p, type, f) (HXM_HAS(p, type, f) && (p)->f != 0)
/* The same question of a strided element, which has no struct_size: does the peer's stride reach field f? */
#define HXM_AT_HAS(stride, type, f) ((stride) >= offsetof(type, f) + HXM_SIZEOF_FIELD(type, f))
/* The only legal way to copy a peer's struct: never `*to = *from` (its tail may be shorter, its size then lies). */
#define HXM_COPY(to, from, type) do { \
  uint32_t hxm_n_ = sizeof(type); if ((from)->struct_size < hxm_n_) hxm_n_ = (from)->struct_size; \
  memset((to), 0, sizeof(type)); memcpy((to), (from), hxm_n_); (to)->struct_size = hxm_n_; } while (0)

typedef int32_t hxm_status;          /* 0 ok, >0 flow control, <0 error */
enum { HXM_OK = 0, HXM_PENDING = 1, HXM_STOP = 2, HXM_COMPLETE = 3 /* codec.body only */,
       HXM_E_ARG = -1, HXM_E_UNSUPPORTED = -2, HXM_E_CONFIG = -3, HXM_E_DECODE = -4, HXM_E_AUTH = -5,
       HXM_E_RATE_LIMIT = -6, HXM_E_TIMEOUT = -7, HXM_E_TRANSPORT = -8, HXM_E_REMOTE = -9,
       HXM_E_CANCELLED = -10, HXM_E_NOMEM = -11, HXM_E_LIMIT = -12, HXM_E_INTERNAL = -13,
       HXM_E_CRASHED = -14 /* made by the host only */ };

typedef struct { const char *p; uint64_t n; } hxm_str;    /* UTF-8, no NUL needed; borrowed for the call */
typedef struct { const uint8_t *p; uint64_t n; } hxm_buf; /* bytes; borrowed for the call */
typedef uint64_t hxm_op;             /* one operation; made by the host, never reused; 0 = none */
typedef uint64_t hxm_media;          /* one opened medium; made by the host; an operation may hold several */
typedef hxm_status (*hxm_put)(void *to, hxm_buf bytes);   /* copies; may be called again to append */

typedef struct hxm_source {          /* a medium, read at will: a file, bytes, or a handle in a cage */
  uint32_t struct_size, reserved; void *ctx;
  uint64_t size_bytes; hxm_str name_hint;
  int64_t (*read_at)(void *ctx, uint64_t offset, uint8_t *to, uint64_t n); /* bytes read, 0 at the end, or a status < 0;
                                      * any thread; may be 0 if and only if whole.p is set */
  hxm_buf whole;                     /* all bytes when they lie in memory or are mapped: read these; else p = 0 */
} hxm_source;

/* ---- services that the host gives; any thread; never throw ---- */
typedef struct hxm_host {            /* one per instance */
  uint32_t struct_size, abi_major, abi_minor, reserved; void *ctx;
  void (*log)(void *ctx, int32_t level, hxm_str msg);
  void (*set_error)(void *ctx, hxm_op op, hxm_status code, hxm_str msg, hxm_str detail_json); /* host copies */
  hxm_status (*get_secret)(void *ctx, hxm_str name, void *to, hxm_put put); /* config holds names, not values */
  uint64_t (*random_u64)(void *ctx, hxm_op op); /* splitmix64, one thread per op at a time; a worker makes it locally; seeded from run, sample and iteration, not from op's number */
  int32_t (*is_cancelled)(void *ctx, hxm_op op);
  const void *(*get_extension)(void *ctx, const char *id); /* 0 when the host has it not: cope, or say so */
} hxm_host;

/* ---- answers ---- */
enum { HXM_CHUNK_CONTENT = 1, HXM_CHUNK_REASONING, HXM_CHUNK_TOOL_CALL /* JSON: index, id, name, arguments_piece */,
       HXM_CHUNK_USAGE /* JSON: input_tokens output_tokens reasoning_tokens cached_tokens; raw: as the peer sent it; the
                        * last one stands */,
       HXM_CHUNK_CLAIM /* JSON: queue_ns load_ns prompt_ns decode_ns total_ns; raw */, HXM_CHUNK_PROGRESS /* JSON: share 0..1 */,
       HXM_CHUNK_RECORD /* JSON */, HXM_CHUNK_FINISH /* text: stop length tool_calls content_filter, else the peer's word */ };
#define HXM_CHUNK_PIECE (1u << 0)    /* bytes of one blob that goes on: no event, never counted as a token or a gap */
typedef struct { uint32_t struct_size, kind, choice, flags; hxm_str mime; hxm_buf bytes;
                 uint64_t units;      /* tokens, samples or frames if the peer says so; 0 = the host counts */
                 uint64_t claimed_ns; /* kept beside, never headlined */ } hxm_chunk;
typedef struct hxm_sink {            /* the host stamps on entry; never blocks */
  uint32_t struct_size, reserved; void *ctx;
  hxm_status (*chunk)(void *ctx, hxm_op op, const hxm_chunk *c); /* HXM_STOP: cancelled, stop feeding */
  void (*sent)(void *ctx, hxm_op op);                            /* async providers only */
  void (*done)(void *ctx, hxm_op op, hxm_status st, hxm_str detail_json); /* async only; exactly once, last;
                                        * may come inside submit; cancel beside or after it is a no-op */
} hxm_sink;
struct hxm_part;
typedef struct hxm_writer { uint32_t struct_size, reserved; void *ctx;
  hxm_status (*put)(void *ctx, hxm_str key, hxm_buf value);  /* a key again replaces; value is UTF-8 JSON or plain text */
  hxm_status (*metric)(void *ctx, uint32_t metric_index, hxm_str label, double value, double weight);
                     /* label: "" or "k=5" (a variant that only the config knows); weight 1, or e.g. the words of the
                      * reference: then the host can sum ratios too; not finite = refused; not called = absent */
  hxm_status (*part)(void *ctx, uint32_t role, const struct hxm_part *p); } hxm_writer; /* modality.finish only */

/* ---- requests: neutral, built by a modality, consumed by a provider ---- */
typedef struct hxm_part { uint32_t flags, choice; hxm_str mime; hxm_str name; hxm_buf data;
  const hxm_source *source;          /* too big for memory: then data.p = 0 */
  hxm_str meta_json; } hxm_part;     /* strided; meta: tool_call_id, duration_ns, ... */
#define HXM_PART_FAILED (1u << 0)    /* an iteration that failed: counts as a candidate, has no bytes */
enum { HXM_PART_CANDIDATE = 1, HXM_PART_REFERENCE }; /* roles of writer.part: what the metric plugins will get */
enum { HXM_ROLE_SYSTEM = 1, HXM_ROLE_USER, HXM_ROLE_ASSISTANT, HXM_ROLE_TOOL };
typedef struct { uint32_t role, part_count, part_stride, reserved; const hxm_part *parts; } hxm_message; /* strided */
enum { HXM_KIND_GENERATE = 1, HXM_KIND_LIST_MODELS, HXM_KIND_DESCRIBE_MODEL, HXM_KIND_HEALTH }; /* 2-4: RECORD chunks */
enum { HXM_TASK_CHAT = 1, HXM_TASK_COMPLETE, HXM_TASK_TRANSCRIBE, HXM_TASK_SPEAK, HXM_TASK_MAKE_IMAGE,
       HXM_TASK_MAKE_VIDEO, HXM_TASK_MAKE_MESH, HXM_TASK_EMBED };
typedef struct { uint32_t struct_size, kind, task, choices, message_count, message_stride;
                 const hxm_message *messages; hxm_str model, params_json, tools_json;
                 uint64_t remaining_ns; /* at the call; the modality leaves it, model and params 0: the host fills a copy */
                 uint32_t flags, attempt; } hxm_request; /* HXM_RQ_*; attempt from 0 */
#define HXM_RQ_STREAM (1u << 0)      /* ask for a streamed reply; clear: ask for one that is not */

/* ---- what a plugin is ---- */
enum { HXM_PLUGIN_PROVIDER = 1, HXM_PLUGIN_MODALITY, HXM_PLUGIN_METRIC, HXM_PLUGIN_DECODER /* media: decoder, encoder, transform */ };
enum { HXM_AGG_MEAN = 0, HXM_AGG_RATIO /* sum of value x weight / sum of weight */, HXM_AGG_NONE };
typedef struct { uint32_t direction /* 0 info, 1 higher, 2 lower is better */,
                 aggregate /* HXM_AGG_*: how the host sums up samples */; const char *id, *unit, *help, *source; } hxm_metric_def; /* strided */
typedef struct hxm_descriptor {
  uint32_t struct_size, kind;
  const char *id, *name, *version, *license, *config_schema_json; /* JSON Schema draft-07 */
  const char *accepts, *produces;    /* MIME patterns apart by spaces: "text/plain image/png" */
  uint64_t tasks, flags;             /* bits 1 << HXM_TASK_*; HXM_F_* */
  uint32_t metric_count, metric_stride; const hxm_metric_def *metrics;
  const char *sample_schema_json;    /* modality: JSON Schema of one line of a data set; else 0 */
} hxm_descriptor;
#define HXM_F_DETERMINISTIC (1ull << 0)
#define HXM_F_CONCURRENT    (1ull << 1)  /* many operations of one instance at once */
#define HXM_F_NEEDS_NETWORK (1ull << 2)

typedef struct hxm_instance {        /* the plugin's; create, start, stop, destroy on one control thread */
  uint32_t struct_size, reserved; void *self;
  hxm_status (*start)(void *self);
  void (*stop)(void *self);          /* the host has drained every operation; no plugin thread outlives it */
  void (*destroy)(void *self);
  const void *(*get_interface)(void *self, const char *id);
} hxm_instance;

/* Provider, sans-IO (the default): the host owns sockets, TLS, retries (and reads Retry-After), deadline, cancellation
 * and clock, and alone ends the operation. Calls of one op are serial, on any thread. Per exchange:
 * encode, head, body*, end (end always, once, also after an error, a cut or HXM_COMPLETE). State that decides the next
 * step changes in end only: the host may repeat encode(rq = 0) of a step that broke. encode with rq != 0 starts the op
 * anew (a retry): drop everything. rq lives until forget. */
enum { HXM_BODY_RAW = 1, HXM_BODY_BASE64 };
typedef struct hxm_http { uint32_t struct_size, reserved; void *ctx;
  hxm_status (*target)(void *ctx, hxm_str method, hxm_str url); /* "/path": joined to config's base_url; absolute: the
                      * host checks the origin against config, and sends no secret to another origin than base_url's */
  hxm_status (*header)(void *ctx, hxm_str name, hxm_str value);  /* a name again = one more line */
  hxm_status (*secret_header)(void *ctx, hxm_str name, hxm_str prefix, hxm_str secret_name); /* value never seen here */
  hxm_status (*body)(void *ctx, hxm_buf bytes);                  /* copies, appends */
  hxm_status (*body_part)(void *ctx, uint32_t message, uint32_t part, uint32_t how); /* appends by reference into rq */
  hxm_status (*wait_ms)(void *ctx, uint64_t ms); } hxm_http;     /* send this exchange no sooner (poll) */
typedef struct hxm_http_head { uint32_t struct_size, status; hxm_str headers; } hxm_http_head; /* final response only, whole:
                      * no 1xx, no redirect; "name: value\n" each, names in lower case, HTTP/1 and 2 alike */
enum { HXM_END_CLEAN = 1, HXM_END_CUT /* connection broke or length was short: emit what is left, do not call it success */ };
#define HXM_IF_CODEC "hexameter.provider.codec/1"
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*encode)(void *self, hxm_op op, const hxm_request *rq, const hxm_http *out);
  hxm_status (*head)(void *self, hxm_op op, const hxm_http_head *h, const hxm_sink *out);
  hxm_status (*body)(void *self, hxm_op op, hxm_buf wire, const hxm_sink *out); /* any split; HXM_COMPLETE: the reply is
                      * whole, wait for no close; HXM_STOP: handed on from the sink; < 0: the host stops reading */
  hxm_status (*end)(void *self, hxm_op op, uint32_t how, const hxm_sink *out);  /* HXM_PENDING: encode again, rq = 0 */
  void (*forget)(void *self, hxm_op op); } hxm_provider_codec;

#define HXM_IF_ASYNC "hexameter.provider.async/1"  /* owns its transport, or runs a model in process */
typedef struct { uint32_t struct_size, reserved;   /* rq and out live until done returns */
                      /* submit < 0: refused, the sink was not and will not be called; else exactly one done follows.
                       * The host calls cancel only after submit returned, and is_cancelled is true before. */
  hxm_status (*submit)(void *self, hxm_op op, const hxm_request *rq, const hxm_sink *out);
  void (*cancel)(void *self, hxm_op op); } hxm_provider_async; /* any thread, idempotent, returns at once */

#define HXM_IF_MODALITY "hexameter.modality/1"
typedef struct { uint32_t struct_size, tokens_by_event; uint64_t tokens_by_usage, tokens_by_tokenizer; /* monotonic ns; 0 = did not happen */
  uint64_t intended_ns, sent_ns, first_byte_ns, first_content_ns, last_content_ns, end_ns;
  uint32_t attempts, exchanges; uint64_t last_sent_ns, accepted_ns, ready_ns; } hxm_timeline; /* poll flows: job accepted
                      * (end of the first exchange), ready (head of the last); sent is of the first exchange */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*prepare)(void *self, hxm_op op, hxm_str sample_json, const hxm_request **out); /* plugin's until release */
  hxm_status (*observe)(void *self, hxm_op op, const hxm_chunk *c, uint64_t t_ns); /* replayed after the end, never live */
  /* finish may answer HXM_PENDING: prepare comes again for the next turn of the same op (dialogue, tools, repair) */
  hxm_status (*finish)(void *self, hxm_op op, hxm_status st, const hxm_timeline *t, const hxm_writer *out);
  void (*release)(void *self, hxm_op op); } hxm_modality;

#define HXM_IF_METRIC "hexameter.metric/1"              /* one call per answer; candidates are its choices */
#define HXM_IF_METRIC_GROUP "hexameter.metric.group/1"  /* same table; one call per sample: all its iterations, in order,
                      * failed ones among them as HXM_PART_FAILED (pass@k) */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*score)(void *self, hxm_op op, hxm_str sample_json, const hxm_part *candidates, uint32_t candidate_count,
                      const hxm_part *refs, uint32_t ref_count, uint32_t part_stride, const hxm_writer *out);
} hxm_metric;
/* Corpus calls are serial per corpus; add in the order of the samples, merge in the order of the shards (floats). */
#define HXM_IF_METRIC_CORPUS "hexameter.metric.corpus/1"  /* BLEU, CIDEr: not means of samples; shards can be merged */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*begin)(void *self, hxm_op corpus);
  hxm_status (*add)(void *self, hxm_op corpus, hxm_str sample_json, const hxm_part *candidate, const hxm_part *refs,
                    uint32_t ref_count, uint32_t part_stride);
  hxm_status (*state)(void *self, hxm_op corpus, void *to, hxm_put put);  /* one blob, the plugin's own format */
  hxm_status (*merge)(void *self, hxm_op corpus, hxm_buf state);
  hxm_status (*result)(void *self, hxm_op corpus, const hxm_writer *out);
  void (*end)(void *self, hxm_op corpus); } hxm_metric_corpus;

/* Media in neutral frames: named, typed arrays. image "pixels" u8 x 3|4 (rows top down, sRGB); audio "samples"
 * f32 x channels interleaved; mesh "position" f32x3, "normal" f32x3, "uv" f32x2, "triangle" u32x3, "material" u32. */
enum { HXM_FRAME_IMAGE = 1, HXM_FRAME_AUDIO, HXM_FRAME_MESH };
enum { HXM_U8 = 1, HXM_U16, HXM_U32, HXM_F32, HXM_F64, HXM_I16, HXM_F16 };
typedef struct { const char *name; uint32_t type, components; uint64_t count, stride_bytes; hxm_buf data;
  uint64_t row_stride_bytes; } hxm_array; /* strided; stride: element to element; row stride: images only, 0 = width x
                      * stride. The last element ends by data.n; check it before use */
typedef struct { uint32_t struct_size, kind, width, height, channels, sample_rate_hz, array_count, array_stride;
  uint64_t pts_ns, duration_ns; const hxm_array *arrays; hxm_str info_json; } hxm_frame;
#define HXM_IF_DECODER "hexameter.decoder/1"       /* opens what nobody trusts; the host may cage it */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*probe)(void *self, hxm_op op, const hxm_source *src, const hxm_writer *info); /* keys: mime width height
                      * duration_ns frames sample_rate_hz channels; E_UNSUPPORTED: not mine */
  hxm_status (*open)(void *self, hxm_op op, hxm_media m, const hxm_source *src, hxm_str options_json); /* src lives until
                      * close; limits are options; close follows open always, also a failed one */
  hxm_status (*seek)(void *self, hxm_media m, uint64_t pts_ns); /* exact: next gives the frame shown at pts_ns, that is the
                      * last with pts <= pts_ns; E_UNSUPPORTED: the host reads from the start */
  hxm_status (*next)(void *self, hxm_media m, const hxm_frame **out); /* plugin's until the next call on m; HXM_STOP: end */
  void (*close)(void *self, hxm_media m); } hxm_decoder;
#define HXM_IF_TRANSFORM "hexameter.transform/1"   /* resize, crop, resample, convert: core links no media code */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*apply)(void *self, hxm_op op, const hxm_frame *f, hxm_str options_json, void *to,
                      hxm_status (*frame)(void *to, const hxm_frame *f)); } hxm_transform;
#define HXM_IF_ENCODER "hexameter.encoder/1"
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*encode)(void *self, hxm_op op, const hxm_frame *f, hxm_str mime, hxm_str options_json, void *to, hxm_put put);
} hxm_encoder;

#define HXM_IF_TOKENIZER "hexameter.tokenizer/1"   /* the third way to count output tokens */
typedef struct { uint32_t struct_size, reserved;
  hxm_status (*count)(void *self, hxm_str model, hxm_str text, uint64_t *tokens); } hxm_tokenizer;

/* Host services by get_extension: media through whatever plugin serves, each step timed by the host apart. */
#define HXM_HOST_MEDIA "hexameter.host.media/1"
typedef struct { uint32_t struct_size, reserved; void *ctx;    /* ctx: first argument of these, not hxm_host's */
  hxm_status (*load)(void *ctx, hxm_op op, const hxm_part *from, hxm_str options_json, hxm_str mime, void *to,
                     hxm_status (*item)(void *to, const hxm_part *made)); /* the flat way, one call: open or take bytes,
                      * decode, choose frames, resize, encode. from: data, or name = a path of the data set.
                      * options: {"frames":8,"width":64,"height":64,"fit":"contain","quality":85}; mime "" = as it lies */
  hxm_status (*probe)(void *ctx, hxm_op op, const hxm_part *from, const hxm_writer *info);
  hxm_status (*decode)(void *ctx, hxm_op op, const hxm_source *src, hxm_str options_json, void *to,
                       hxm_status (*frame)(void *to, const hxm_frame *f));
  hxm_status (*transform)(void *ctx, hxm_op op, const hxm_frame *f, hxm_str options_json, void *to, /* resize, crop, resample */
                          hxm_status (*frame)(void *to, const hxm_frame *f));
  hxm_status (*encode)(void *ctx, hxm_op op, const hxm_frame *f, hxm_str mime, hxm_str options_json, void *to, hxm_put put);
  hxm_status (*open)(void *ctx, hxm_op op, hxm_str path, void *to,   /* a path of the data set, within its folder */
                     hxm_status (*source)(void *to, const hxm_source *src)); } hxm_host_media;
#define HXM_HOST_ARTEFACT "hexameter.host.artefact/1"  /* views, audio, meshes kept with the iteration */
typedef struct { uint32_t struct_size, reserved; void *ctx;
  hxm_status (*put)(void *ctx, hxm_op op, hxm_str name, hxm_str mime, hxm_buf bytes); } hxm_host_artefact;

#define HXM_HOST_EXEC "hexameter.host.exec/1"  /* run what a model wrote, in the host's cage (code modality, metrics) */
typedef struct { uint32_t struct_size, reserved; void *ctx;
  hxm_status (*run)(void *ctx, hxm_op op, hxm_str spec_json /* argv, limits */, const hxm_part *files, uint32_t file_count,
                    uint32_t part_stride, const hxm_writer *out /* exit, signal, stdout, stderr, cpu_ns */); } hxm_host_exec;

/* ---- the one exported symbol: data, not code, and free of constructors ---- */
typedef struct hxm_entry {
  uint32_t struct_size, abi_major, abi_minor_built, abi_minor_needed;
  uint32_t (*count)(void);                                 /* plugins in this file */
  const hxm_descriptor *(*describe)(uint32_t i);           /* static storage */
  hxm_status (*create)(const hxm_host *h, const char *id, hxm_str config_json, const hxm_instance **out);
} hxm_entry;
HXM_EXPORT extern const hxm_entry hexameter_plugin_v1;
#ifdef __cplusplus
}
#endif
#endif
