// libcurl's setopt and getinfo are variadic, which Swift cannot call; these are the same calls with fixed types,
// and the callbacks that sending and reading mail need.
#ifndef SAFELOOP_CURLSHIM_H
#define SAFELOOP_CURLSHIM_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// The bytes curl takes the message from; `asked` says whether the server ever let it begin.
struct curlshim_upload {
    const unsigned char *bytes;
    size_t count;
    size_t sent;
    bool asked;
};

/// The last reply of the server, all its lines, cut at the size of the buffer.
struct curlshim_reply {
    char text[2048];
    size_t count;
    bool finished;
};

/// Where curl puts what it reads; what is beyond the capacity is read and let go.
struct curlshim_download {
    unsigned char *bytes;
    size_t capacity;
    size_t count;
};

/// Sets libcurl up; to be called once in a process, before anything else.
CURLcode curlshim_start(void);

CURLcode curlshim_set_text(CURL *handle, CURLoption option, const char *text);
CURLcode curlshim_set_number(CURL *handle, CURLoption option, long number);
CURLcode curlshim_set_list(CURL *handle, CURLoption option, struct curl_slist *list);
CURLcode curlshim_set_upload(CURL *handle, struct curlshim_upload *upload);
CURLcode curlshim_set_reply(CURL *handle, struct curlshim_reply *reply);
CURLcode curlshim_set_download(CURL *handle, struct curlshim_download *download);

/// How long one reply may take; the option is a macro in some versions of libcurl, which Swift does not see.
CURLcode curlshim_set_reply_timeout(CURL *handle, long seconds);

/// The code of the server's last reply, 0 if there was none.
long curlshim_response_code(CURL *handle);

#endif
