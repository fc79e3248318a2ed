// A second press of the same button does nothing for a moment. The server would take it as the same command anyway.
(function () {
  'use strict';
  // Who signs out leaves no typed words (see keep.js) behind on the computer.
  function forgetKept() { try { sessionStorage.clear(); } catch (error) { /* nothing was kept */ } }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.dataset.pressed) { event.preventDefault(); return; }
    form.dataset.pressed = 'yes';
    if (form.dataset.forget !== undefined) forgetKept();
    setTimeout(function () { delete form.dataset.pressed; }, 4000);
  });
  // A page that comes back with the Back button can be sent again.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-pressed]').forEach(function (form) { delete form.dataset.pressed; });
  });
})();
