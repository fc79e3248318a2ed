// Keeps typed lines when the connection is lost. The contract is written beside `Keep` in Forms.swift.
(function () {
  'use strict';
  var pause = 3000, longestPause = 30000;

  function clock() {
    var now = new Date(), hour = now.getHours(), minute = now.getMinutes();
    return ((hour + 11) % 12 + 1) + ':' + (minute < 10 ? '0' : '') + minute + (hour < 12 ? 'am' : 'pm');
  }

  function typed(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && (field.tagName === 'TEXTAREA' || field.type === 'text');
    });
  }

  function watch(form) {
    var key = 'keep:' + form.dataset.keep, status = form.querySelector('[data-keep-status]');
    var savedFields = (form.dataset.keepFields || '').split(' ');
    var timer = null, wait = pause, isSending = false, isDirty = false, isLeaving = false;

    function say(text) { if (status.textContent !== text) status.textContent = text; }

    function values() {
      var all = {};
      typed(form).forEach(function (field) { all[field.name] = field.value; });
      return all;
    }

    function hidden(name) { return form.elements[name] ? form.elements[name].value : ''; }

    function store() {
      try {
        sessionStorage.setItem(key, JSON.stringify({
          at: clock(), values: values(), version: hidden('version'), command: hidden('command'),
          isSubmitted: isLeaving
        }));
        return true;
      } catch (error) { return false; }
    }

    // What only the form's own button saves, such as a decision: kept until that is pressed.
    function waits() {
      return typed(form).some(function (field) {
        return savedFields.indexOf(field.name) < 0 && field.value !== field.defaultValue;
      });
    }

    function forget() { try { sessionStorage.removeItem(key); } catch (error) { /* nothing was kept */ } }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(send, wait);
    }

    function changed() {
      isDirty = true;
      isLeaving = false;
      wait = pause;
      store();
      if (!isSending) later();
    }

    function notSaved(reason) {
      isDirty = true;
      say(reason + (store() ? ' Your words are kept on this computer.' : ' Please copy your words before you leave.'));
    }

    function again() {
      wait = Math.min(wait * 2, longestPause);
      later();
    }

    // Files are sent with the form itself, not with every change.
    function body() {
      return new URLSearchParams(Array.from(new FormData(form)).filter(function (pair) {
        return typeof pair[1] === 'string';
      }));
    }

    function send() {
      if (isSending || !isDirty) return;
      isSending = true;
      isDirty = false;
      fetch(form.dataset.keepTo, {
        method: 'POST', credentials: 'same-origin', redirect: 'manual', body: body()
      }).then(function (answer) {
        isSending = false;
        if (answer.status === 204) {
          saved(answer.headers.get('Safeloop-Version'));
        } else if (answer.status === 409) {
          // Sending the same again would not help: a person has to look.
          notSaved('This was not saved. Someone else changed it.');
        } else if (answer.type === 'opaqueredirect' || answer.status === 403) {
          renew();
        } else {
          notSaved('This was not saved.');
          again();
        }
      }, function () {
        isSending = false;
        notSaved('Not connected.');
        again();
      });
    }

    // The session ended or the screen was covered. Whoever signs in again, in this tab or another, has a new token.
    function renew() {
      var old = hidden('csrf');
      fetch(location.href, { credentials: 'same-origin' }).then(function (answer) { return answer.text(); })
        .then(function (text) {
          var page = new DOMParser().parseFromString(text, 'text/html');
          var fresh = Array.from(page.querySelectorAll('form[data-keep]')).find(function (other) {
            return other.dataset.keep === form.dataset.keep;
          });
          var token = fresh && fresh.elements.csrf.value;
          if (token && token !== old) {
            document.querySelectorAll('input[name=csrf]').forEach(function (field) { field.value = token; });
            isDirty = true;
            send();
          } else {
            notSaved(token ? 'This was not saved.' : 'You are signed out or your screen is covered. Sign in in another tab.');
            again();
          }
        }).catch(function () {
          notSaved('Not connected.');
          again();
        });
    }

    function saved(version) {
      wait = pause;
      if (version && form.elements.version) form.elements.version.value = version;
      say('Saved ' + clock());
      if (isDirty) later(); else if (waits()) store(); else forget();
    }

    function button(label, press) {
      var it = document.createElement('button');
      it.type = 'button';
      it.className = 'btn btn-quiet';
      it.textContent = label;
      it.addEventListener('click', press);
      return it;
    }

    function box(words, buttons) {
      var it = document.createElement('div'), line = document.createElement('p'), acts = document.createElement('div');
      it.className = 'panel keep-offer';
      it.setAttribute('role', 'status');
      line.textContent = words;
      acts.className = 'acts';
      buttons.forEach(function (each) {
        each.addEventListener('click', function () { it.remove(); });
        acts.append(each);
      });
      it.append(line, acts);
      status.after(it);
    }

    function fill(from) {
      typed(form).forEach(function (field) { if (field.name in from) field.value = from[field.name]; });
    }

    function putBack(kept) {
      fill(kept.values);
      form.querySelectorAll('details').forEach(function (part) {
        if (typed(form).some(function (field) { return part.contains(field) && field.value; })) part.open = true;
      });
      changed();
    }

    // Nobody wrote here since: the words go back by themselves, and can be taken out again.
    function putBackSince(kept) {
      var before = values();
      putBack(kept);
      box('Words you typed at ' + kept.at + ' had not been saved. They are back.', [
        button('Take them out', function () { fill(before); changed(); })
      ]);
    }

    function offer(kept) {
      var words = kept.isSubmitted
        ? 'You saved at ' + kept.at + ', and no answer came. Put back what you typed if you do not see it here.'
        : 'Words you typed at ' + kept.at + ' were not saved.';
      box(words, [
        button('Put them back', function () { putBack(kept); (typed(form)[0] || form).focus(); }),
        button('Leave them out', forget)
      ]);
    }

    function restore() {
      var kept = null;
      try { kept = JSON.parse(sessionStorage.getItem(key)); } catch (error) { /* not ours to read */ }
      if (!kept || !kept.values) return;
      var differs = typed(form).some(function (field) {
        return field.name in kept.values && kept.values[field.name] !== field.value;
      });
      if (!differs) {
        // A form that came back with errors still waits to be saved.
        if (!document.querySelector('.error-summary')) forget();
      } else if (!kept.isSubmitted && kept.version === hidden('version')) {
        putBackSince(kept);
      } else {
        offer(kept);
      }
    }

    form.addEventListener('input', changed);
    form.addEventListener('submit', function () { isLeaving = true; store(); });
    window.addEventListener('online', send);
    window.addEventListener('beforeunload', function (event) { if ((isDirty || waits()) && !isLeaving) event.preventDefault(); });
    restore();
  }

  // What arrived with the form that was sent last is not kept any longer; what was typed since is.
  document.querySelectorAll('[data-kept]').forEach(function (note) {
    try {
      Object.keys(sessionStorage).forEach(function (key) {
        if (key.indexOf('keep:') !== 0) return;
        if (JSON.parse(sessionStorage.getItem(key)).command === note.dataset.kept) sessionStorage.removeItem(key);
      });
    } catch (error) { /* nothing was kept */ }
  });
  document.querySelectorAll('form[data-keep]').forEach(watch);
})();
