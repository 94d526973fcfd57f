export const IntlMessageFormat: any;
