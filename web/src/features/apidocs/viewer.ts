/** Swagger UI, fetched only by who looks at the API. */
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import 'swagger-ui-dist/swagger-ui.css'

export default function viewer(place: HTMLElement, url: string, drawn: () => void): void {
  SwaggerUI({
    domNode: place,
    url,
    onComplete: drawn,
    deepLinking: false,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    // No outside judge of the description, and no call to another server.
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (new URL(request.url, location.href).origin !== location.origin) throw new Error('Calls go to this server only.')
      return request
    },
  })
}
