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
    var timer = null, wait = pause, isSending = false, isDirty = false, isLeaving = false;

    function say(text) { if (status.textContent !== text) status.textContent = text; }

    function values() {
      var all = {};
      typed(form).forEach(function (field) { all[field.name] = field.value; });
      return all;
    }

    function store() {
      try {
        sessionStorage.setItem(key, JSON.stringify({ at: clock(), values: values() }));
        return true;
      } catch (error) { return false; }
    }

    function forget() { try { sessionStorage.removeItem(key); } catch (error) { /* nothing was kept */ } }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(send, wait);
    }

    function changed() {
      isDirty = true;
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

    function saved(version) {
      wait = pause;
      if (version && form.elements.version) form.elements.version.value = version;
      say('Saved ' + clock());
      if (isDirty) later(); else forget();
    }

    function button(label, press) {
      var it = document.createElement('button');
      it.type = 'button';
      it.className = 'btn btn-quiet';
      it.textContent = label;
      it.addEventListener('click', press);
      return it;
    }

    function offer(kept) {
      var box = document.createElement('div'), words = document.createElement('p'), acts = document.createElement('div');
      box.className = 'panel keep-offer';
      box.setAttribute('role', 'status');
      words.textContent = 'Words you typed at ' + kept.at + ' were not saved.';
      acts.className = 'acts';
      acts.append(button('Put them back', function () {
        typed(form).forEach(function (field) { if (field.name in kept.values) field.value = kept.values[field.name]; });
        box.remove();
        changed();
        (typed(form)[0] || form).focus();
      }), button('Leave them out', function () { box.remove(); forget(); }));
      box.append(words, acts);
      status.after(box);
    }

    function restore() {
      var kept = null;
      try { kept = JSON.parse(sessionStorage.getItem(key)); } catch (error) { /* not ours to read */ }
      if (!kept || !kept.values) return;
      var differs = typed(form).some(function (field) {
        return field.name in kept.values && kept.values[field.name] !== field.value;
      });
      if (differs) offer(kept); else forget();
    }

    form.addEventListener('input', changed);
    form.addEventListener('submit', function () { isLeaving = true; store(); });
    window.addEventListener('online', send);
    window.addEventListener('beforeunload', function (event) { if (isDirty && !isLeaving) event.preventDefault(); });
    restore();
  }

  document.querySelectorAll('[data-kept]').forEach(function (note) {
    try { sessionStorage.removeItem('keep:' + note.dataset.kept); } catch (error) { /* nothing was kept */ }
  });
  document.querySelectorAll('form[data-keep]').forEach(watch);
})();
