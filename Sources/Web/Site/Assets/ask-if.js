// Hides what is asked only on some answers, while others are given. Without it everything is shown, each with the line
// that says when it is asked. Nothing is emptied or held back: the server leaves out what was not asked.
(function () {
  'use strict';

  // The answers to a field that is asked: what is chosen or ticked under its name, and of a checklist with an answer for
  // each entry those that were not said to be "no".
  function answers(form, name, wanted) {
    return Array.from(form.elements).some(function (field) {
      if (!field.name || field.closest('[data-ask-if][hidden]')) return false;
      if ((field.type === 'radio' || field.type === 'checkbox') && !field.checked) return false;
      if (field.name === name) return wanted.indexOf(field.value) >= 0;
      return wanted.some(function (option) {
        return field.name === name + '-' + option && field.value !== '' && field.value !== 'no';
      });
    });
  }

  // "a-kind=lost,found a-sure=yes"
  function holds(form, condition) {
    return condition.split(' ').every(function (term) {
      var place = term.indexOf('=');
      return answers(form, term.slice(0, place), term.slice(place + 1).split(','));
    });
  }

  function look(form) {
    // In the order of the page, because an answer that is not asked for counts for nothing further down.
    form.querySelectorAll('[data-ask-if]').forEach(function (block) {
      block.hidden = !block.querySelector('.has-error') && !holds(form, block.dataset.askIf);
    });
  }

  document.querySelectorAll('form').forEach(function (form) {
    if (!form.querySelector('[data-ask-if]')) return;
    form.querySelectorAll('.ask-if-when').forEach(function (line) { line.hidden = true; });
    form.addEventListener('change', function () { look(form); });
    window.addEventListener('pageshow', function () { look(form); });
    look(form);
  });
})();
