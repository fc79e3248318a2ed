#include "curlshim.h"

#include <string.h>

static size_t read_upload(char *buffer, size_t size, size_t items, void *context) {
    struct curlshim_upload *upload = context;
    size_t room = size * items;
    size_t left = upload->count - upload->sent;
    size_t now = left < room ? left : room;
    memcpy(buffer, upload->bytes + upload->sent, now);
    upload->sent += now;
    upload->asked = true;
    return now;
}

// A line `250-text` is followed by more; `250 text` ends the reply.
static size_t keep_reply_line(char *line, size_t size, size_t items, void *context) {
    struct curlshim_reply *reply = context;
    size_t length = size * items;
    if (reply->finished) {
        // Taking leave is answered too; what matters is what was said before.
        if (reply->count > 0 && length >= 3 && memcmp(line, "221", 3) == 0) {
            return length;
        }
        reply->count = 0;
    }
    size_t room = sizeof reply->text - reply->count;
    size_t now = length < room ? length : room;
    memcpy(reply->text + reply->count, line, now);
    reply->count += now;
    reply->finished = length < 4 || line[3] != '-';
    return length;
}

static size_t keep_download(char *data, size_t size, size_t items, void *context) {
    struct curlshim_download *download = context;
    size_t length = size * items;
    size_t room = download->capacity - download->count;
    size_t now = length < room ? length : room;
    memcpy(download->bytes + download->count, data, now);
    download->count += now;
    return length;
}

CURLcode curlshim_start(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLcode curlshim_set_text(CURL *handle, CURLoption option, const char *text) {
    return curl_easy_setopt(handle, option, text);
}

CURLcode curlshim_set_number(CURL *handle, CURLoption option, long number) {
    return curl_easy_setopt(handle, option, number);
}

CURLcode curlshim_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(handle, option, list);
}

CURLcode curlshim_set_upload(CURL *handle, struct curlshim_upload *upload) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_upload);
    }
    if (code == CURLE_OK) {
        code = curl_easy_setopt(handle, CURLOPT_READDATA, upload);
    }
    if (code == CURLE_OK) {
        code = curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)upload->count);
    }
    return code;
}

CURLcode curlshim_set_reply(CURL *handle, struct curlshim_reply *reply) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, keep_reply_line);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(handle, CURLOPT_HEADERDATA, reply);
    }
    return code;
}

CURLcode curlshim_set_download(CURL *handle, struct curlshim_download *download) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep_download);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(handle, CURLOPT_WRITEDATA, download);
    }
    return code;
}

CURLcode curlshim_set_reply_timeout(CURL *handle, long seconds) {
    return curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

long curlshim_response_code(CURL *handle) {
    long code = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}
